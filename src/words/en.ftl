# English: the catalogue that every other language falls back to.
#
# Plain words, present tense, no blame, a next step. A handset is listed, not listed (by whom,
# as of when) or not checked; nothing else. Words for theft stand only under keys that begin
# with staff-. Characters stay within Latin-1: every Linux console font draws them.

## Verdicts

verdict-stop = STOP
verdict-stop-means = At least one source lists this handset.
verdict-stop-next = Do not buy it. Read the reason, then call the source. Flagged can also mean unpaid or faulty.
verdict-stop-say = I can't take this handset today. The registry can tell you why; here is how to reach it.
verdict-caution = CAUTION
verdict-caution-means = A source asks for care, or the number itself is doubtful.
verdict-caution-next = Read the reason. Compare the number with *#06# on the handset before you decide.
verdict-caution-say = I need a moment longer with this one. May I see the number on the handset again?
verdict-not-checked = NOT CHECKED
verdict-not-checked-means = Not every source that must answer has answered.
verdict-not-checked-next = Wait for the recheck, or look it up by hand. Silence says nothing about the handset.
verdict-not-checked-say = The check is not complete yet. I can hold the handset until it is.
verdict-not-listed = NOT LISTED
verdict-not-listed-means = Every source that must answer was asked; none of them lists it at this time.
verdict-not-listed-by = Not listed by { $sources }.
verdict-not-listed-next = Go on. A report can still come after the sale; the register keeps the proof of this check.
verdict-not-listed-say = The registries that we ask do not list it at this time.
verdict-waiting = CHECKING
verdict-waiting-means = Answers appear as they arrive.

## What one source said

outcome-listed = listed
outcome-caution = caution
outcome-not-listed = not listed
outcome-not-covered = not covered
outcome-no-answer = no answer
outcome-asking = asking
outcome-not-asked = not asked
outcome-not-covered-means = This source cannot know this number.
outcome-as-of = as of { $when }
outcome-as-of-unknown = age unknown
outcome-required = required
outcome-optional = optional
outcome-reason = Reason: { $text }
outcome-since = Since: { $text }
outcome-reporter = Reported by: { $text }
outcome-reference = Reference: { $text }
outcome-history = Earlier: { $text }

## Why a source gave no answer

silence-timeout = no reply within its time
silence-unreachable = cannot be reached: { $what }
silence-resting = resting after repeated failures; it is asked again later
silence-refused = refused to answer: { $what }
silence-bad-reply = replied with something that is not an answer: { $what }
silence-stale = what the shop holds is too old: { $what }
silence-offline = not asked: the till works offline
silence-awaiting-person = waits for someone to look it up
silence-interrupted = the check was closed before it answered
silence-misconfigured = is not set up correctly: { $what }
silence-missing = no version of this list is here yet: get it first
silence-damaged = this part of the list is damaged: { $what }. Get the list again
silence-unknown-source = is required but not set up here

## Doubts about the numbers themselves

doubt-placeholder = This number is shared by many re-flashed handsets. It identifies none of them.
doubt-documentation = This number is an example from a specification, not a handset's own.
doubt-contradiction = The numbers read from this handset contradict each other.

## Staff only: the words that no seller sees

staff-stop-safety = Stay calm, accuse nobody, keep nobody. Your own safety comes first.

## Ages

age-now = just now
age-minutes = { $n ->
    [one] { $n } minute ago
   *[other] { $n } minutes ago
}
age-hours = { $n ->
    [one] { $n } hour ago
   *[other] { $n } hours ago
}
age-days = { $n ->
    [one] { $n } day ago
   *[other] { $n } days ago
}
age-short-now = now
age-short-minutes = { $n } min ago
age-short-hours = { $n } h ago
age-short-days = { $n } d ago

## Pane titles

pane-scan = Scan
pane-verdict = Result
pane-answers = Sources' answers
pane-today = Today's checks
pane-queue = Waiting for a recheck
pane-error = A problem
pane-sign-in = Who is at the counter?
pane-manual = Look it up by hand
pane-late = Please look
pane-two-handsets = One handset or two?
pane-demo = Scan which demo handset?

## Header and status line

status-shop = { $shop } / { $terminal }
status-staff = At the counter: { $name }
status-nobody = Nobody signed in
status-online = { $n ->
    [one] { $n } source ready
   *[other] { $n } sources ready
}
status-sources-silent = { $n ->
    [one] { $n } source silent
   *[other] { $n } sources silent
}
status-no-sources = No source is set up: every check ends as not checked
status-queue = { $n ->
    [one] { $n } recheck waiting
   *[other] { $n } rechecks waiting
}
status-recorded = Entry { $index }  F12: receipt
status-offline = Working offline
status-opening = Opening the register

## Demo

demo-banner = DEMO: invented handsets, invented registry, nothing here is real
demo-source-dead = a source that is down
demo-listed = listed handset
demo-caution = handset with a pending report
demo-on-the-list = handset on the signed list in the shop
demo-newer-list = a newer list comes in; it also holds handset 1
demo-not-listed = handset that nobody lists
demo-not-covered = handset that the source cannot know
demo-placeholder = handset with a placeholder number
demo-dual-sim = two numbers, one of them listed

## Function keys and keys (labels of at most 9 characters)

key-help = Help
key-manual = By hand
key-details = Details
key-today = Today
key-queue = Waiting
key-demo-scan = Demo scan
key-demo-menu = Choose
key-hand-over = Hand over
key-ask-now = Ask now
key-drop = Put away
key-quit = Quit
key-back = Back
key-yes = Yes
key-no = No
key-close-day = Close day
key-training = Training

## The scan field

scan-prompt-hint = IMEI from the box, the handset or *#06#. The scanner works on every screen.
scan-duplicate = The same code again: already here.
scan-same-again = Checked a moment ago: this is its result.
scan-added = Added to this handset.
scan-held = Kept for the handset whose IMEI comes next.
scan-ignored = Nothing usable in this code: { $text }

## Numbers

number-imei = IMEI
number-imei-n = IMEI { $n }
number-imeisv = IMEI with software version
number-meid = MEID
number-eid = EID
number-iccid = SIM card number
number-gtin = Article number
number-serial = Serial number
number-pesn = Old serial number (pESN)
number-unknown = Unknown number
number-check-computed = check digit computed
number-tac-unknown = Model not in the TAC table
number-model = { $maker } { $model }
number-correction = The network's form ends in 0. Did you mean { $number }?
number-masked = masked

## Two handsets

two-handsets-question = These could be the two numbers of one handset. Are they?
two-handsets-one = One handset: check all numbers together
two-handsets-two = Two handsets: each keeps its own result
two-handsets-why = A handset has at most two IMEIs, and both usually begin alike.

## Signing in

sign-in-prompt = Your name or initials
sign-in-hint = It stands in every entry that you make. No password yet.
sign-in-first = Sign in first; the scan is kept.

## Today's checks and the recheck queue

today-empty = No check yet today.
list-more = +{ $n } more
today-column-time = Time
today-column-handset = Handset
today-column-result = Result
today-column-entry = Entry
today-not-recorded = NOT RECORDED
today-column-model = Model
queue-empty = Nothing waits.
queue-hint = A check that missed an answer is asked again by itself when its source is back.
queue-column-next = Next try
queue-column-since = Since
queue-column-sources = Waits for
queue-resolved = Rechecked: { $handset } is now { $result }
queue-late-stop = A late answer changes a result: { $handset }. Look at it now.
queue-asking = asking

## Sources

sources-empty = No source is set up.
sources-empty-next = Add one to the shop's set-up; until then no check can end as not listed.

## Looking it up by hand

manual-intro = This source has no machine access. Look the number up yourself and record what it says.
manual-step-web = Open { $address } and type the number.
manual-step-sms = Send the text "{ $text }" to { $to }.
manual-step-app = Open the app { $name } and type the number.
manual-look-for = Look for: { $text }
manual-copied = Number copied.
manual-answer = What does it say?
manual-answer-listed = Listed
manual-answer-caution = Care asked for
manual-answer-not-listed = Not listed
manual-answer-not-covered = It cannot know this number
manual-reference = Reference (SMS number, case, time on the page)
manual-save = Record the answer
manual-none-waiting = No source waits for a look-up.

## Scanner

scanner-connected = Scanner connected: { $name }
scanner-lost = Scanner unplugged: { $name }. Plug it in again; nothing is lost.
scanner-waiting = Waiting for a USB scanner
scanner-keyboard = Keyboard scanner
scanner-ambiguous = Several ports could be the scanner: { $ports }. Name one in the set-up.
scanner-error = Scanner cannot be opened: { $why }

## Trouble with a scan

trouble-alt-numpad = The scanner types through the numeric keypad (ALT codes). Set it to normal keyboard mode with the code in its manual.
trouble-azerty = The scanner and this computer use different keyboard layouts. The digits were repaired; set the scanner to this layout.
trouble-azerty-unrepaired = The scanner and this computer use different keyboard layouts. Set the scanner to this layout with the code in its manual.
trouble-control-bytes = The code holds control characters. They were left out and do nothing.
trouble-too-long = The code is longer than { $max } bytes. The rest was left out.
trouble-two-readings = This code reads as two different numbers. Scan the IMEI alone, or type it.

## Problems

error-next = What to do
error-not-recorded = This check could not be recorded, so no result is shown.
error-not-recorded-next = Read the message, put right what it names, then scan again.
error-terminal-small = The window is too small. { $columns } columns and { $rows } rows are needed.

## Alarms of the register

alarm-title = The register needs a decision
alarm-next = Bring back the right file if you have it. Or keep trading in a new epoch: the old register stays as it is, and the new one says why it began.
alarm-new-epoch = Keep trading in a new epoch
alarm-leave = Leave and change nothing

## Help page

help-title = How this till works
help-scan = Scan a handset's number on any screen. A scan never triggers a command.
help-verdict = The result is a word and a shape:
help-stop = a source lists it: do not buy, read why
help-caution = a source or the number itself asks for care
help-not-checked = something that must answer stayed silent
help-not-listed = all that must answer did, and none lists it
help-all-numbers = A handset is as good as its worst number. Scan both IMEIs.
help-offline = Without a network the till goes on with what it holds, and says how old it is.
help-register = What the screen confirms is in the register. A change shows against any copy kept outside.
help-discreet = A result looks the same from across the counter. Turn the screen away from the queue.
help-mask = Numbers of earlier shifts are masked. Unmasking them (log show --reveal) is an entry too.
help-recheck = A check that missed an answer is asked again by itself.
help-more = The manual explains the rest: man countercheck
help-close = Esc closes this page.

## Setting up a shop

init-title = Setting up the shop
init-shop = Name of the shop
init-terminal = Name of this terminal
init-place = Country and place
init-zone = Time zone
init-sources = Where can this shop ask?
init-sources-none-means = Every check will end as not checked until a source is set up.
init-source-address = Address of the service
init-source-file = File with the list
init-terminal-wrong = Please use letters, digits, '-', '_' and '.' only.
init-source-wrong = This cannot be used: { $why }
init-source-credentials = If it wants credentials, add them to config.toml; docs/config.md shows how.
init-zone-unknown = { $zone } is not a known time zone. Examples: Europe/London, Asia/Kolkata.
init-sources-choose = Number of a source (0 ends)
init-scanner = Scan something now to try the scanner
init-scanner-skip = Skip: set the scanner up later
init-scanner-works = The scanner works: { $text }
init-done = The shop is set up in { $path }
init-needs-value = Please fill this in first.

## How a shop gets access to a source

enrol-n5g-eir-what = An operator's equipment register (5G-EIR)
enrol-n5g-eir-how = By contract with a mobile operator or the regulator. It sends an address and, usually, a client id and secret.
enrol-camara-what = An operator's open API (CAMARA device authenticity)
enrol-camara-how = Register as an API customer with the operator or its marketplace. It sends an address, a token address, a client id and a secret.
enrol-checkmend-what = CheckMEND, for dealers (UK and others), each check paid
enrol-checkmend-how = By dealer contract with Recipero. It sends a partner id, a secret key and a store id; ask for a test store too.
enrol-hotlist-what = A list file from the police or a chain's head office (CSV)
enrol-hotlist-how = Ask the local police or the regulator for the full list as CSV, and for a new one every week: an old list no longer vouches.
enrol-manual-what = A public page, SMS or app that staff look up by hand
enrol-manual-how = Usually without enrolment. Choose the country, or give the page's address.

## What staff look for on a public service (staff only: these quote the service)

staff-guide-in-ceir-look = Black-listed, duplicate or already in use: do not buy. Check every IMEI of the phone.
staff-guide-in-ceir-enrol = No enrolment for SMS and app. The web page sends a one-time code to a mobile number.
staff-guide-br-celular-legal-look = Any restriction in the national register (CEMI). Check both IMEIs of a dual-SIM phone.
staff-guide-br-celular-legal-enrol = No enrolment; the page asks for a captcha.
staff-guide-au-amta-look = Blocked means blocked on all Australian networks; a third of all blocks are lifted again, so ask.
staff-guide-au-amta-enrol = The page is for consumers; a business asks AMTA for its terms first.
staff-guide-us-ctia-look = Red, "Reported Lost or Stolen": do not buy.
staff-guide-us-ctia-enrol = For consumers and police, with few look-ups a day; a business uses a dealer service besides.
staff-guide-generic-look = Any word of lost, stolen, blocked or blacklisted. Note the reference and what it says.
staff-guide-generic-enrol = Ask the regulator or the police which public look-up a dealer may use.

## Leaving

quit-question = Leave the till?
quit-waiting = { $n ->
    [one] { $n } check still waits for an answer. It is recorded as it stands.
   *[other] { $n } checks still wait for an answer. They are recorded as they stand.
}

## What the shop must look after

warning-backup-failed = The last backup failed. Plug the backup disk in and run: countercheck log backup
warning-backup-old = The last backup is { $days ->
    [one] { $days } day
   *[other] { $days } days
} old. Plug the backup disk in and run: countercheck log backup
warning-no-backup = There is no backup of this shop yet. Plug the backup disk in and run: countercheck log backup
warning-witness-refused = { $witness } says that this register does not continue what it has signed for. Tell the manager.

## Receipts

receipt-title = Receipt of the register
receipt-entry = Entry { $index } of { $size }
receipt-keep = Keep this paper. It proves that this entry, and every one before it, was in the register.
receipt-training = TRAINING: this is not a receipt

# The shop's key
vault-lock-title = The shop's key opens what people tell the shop: names, documents, pictures.
vault-lock-passphrase = 1  A passphrase: without it, a copy of the folder tells nothing about people (recommended)
vault-lock-file = 2  A key file in the folder: whoever copies the folder can read everything
vault-lock-choose = How is it protected?
vault-lock-offer = This shop's key lies open on the disk, as earlier versions left it. Better lock it now.
vault-passphrase = Passphrase or recovery key of the shop (not shown)
vault-passphrase-new = New passphrase, four words or more (not shown)
vault-passphrase-again = The same once more
vault-passphrase-differs = The two differ. Please type both again.
vault-passphrase-short = That is too short: at least { $n } characters, please.
vault-recovery-title = This is the recovery key. It opens the shop's key when the passphrase is forgotten.
vault-recovery-keep = Write it down or save it on a stick to print it, and keep it away from this computer.
vault-recovery-save = File to save it in (- for none)
vault-recovery-saved = Saved in { $path }
vault-recovery-failed = It could not be saved: { $why }
vault-recovery-ready = Press Enter when you have it; it then leaves the screen.
vault-recovery-type = Type the recovery key from your paper (- shows it again)
vault-recovery-group = Group { $n } is mistyped. Please try again.
vault-recovery-length = The key has 35 letters and digits, not { $n }. Please try again.
vault-recovery-other = That is a recovery key, but not this one. Please try again.
vault-recovery-fits = The recovery key fits.
receipt-scan = A telephone reads the code. Esc closes.
receipt-window-small = The QR code needs a window of 68 columns and 40 rows. Enlarge it and press F12 again, or give the code above; countercheck log receipt { $index } makes a picture or a paper.

## The day's end

day-title = Day's end
day-so-far = { $day } so far
day-close-why = Closing puts these numbers into the register. What follows counts for tomorrow.
day-closed = { $day } is closed, as entry { $index }.
day-closed-already = This day is closed. What follows counts for tomorrow.
day-closed-late = { $n ->
    [one] { $day } is closed now.
   *[other] { $n } days are closed now, the last is { $day }.
}
day-too-many = { $days } days are open since { $since }.
day-too-many-next = Is the clock right? Set it, or close the days with: countercheck log close --all-days
quit-close-day = Close the day first
count-day = Day
count-total = Total
count-training = Training
count-checks = Checks
count-hits = Listed
count-purchases = Bought
count-refusals = Put away
count-corrections = Corrections
count-erasures = Erasures
count-displays = Personal data shown

## Training

training-band = TRAINING: nothing of this is real, nothing counts
training-title = Training
training-begin = Begin training?
training-begin-why = Everything from here on is marked as training, in the register, on every screen and paper, and counts nowhere. Sources are asked as always.
training-end = End training?
training-end-why = Everything from here on is real again.
## Lists that the shop holds, stock and holds

outcome-as-of-list = v{ $version }, { $when }
list-version = version { $version }, { $when }
silence-stale-since = the list is too old since { $what }
list-issued = Issued: { $time }
list-none = no usable version here
lists-cover = The lists consulted cover { $countries }; a report elsewhere may stand on none of them.
list-ageing = This list is ageing: get a new version.
list-stale = This list is too old: what it does not hold may stand in a newer one.
list-damaged = The list { $list } is damaged: { $what }. Numbers in that part get no answer.
list-damaged-next = Get the list again. Until then such a check stays not checked; what the list does say still counts.
pane-list-damaged = A list is damaged
pane-on-hold = On hold
pane-release = Lift the hold
notice-late-removal = A list no longer holds { $handset }. That alone lifts nothing: ask the source why it stood there.
notice-marked = In stock: { $handset }. It is held against every new version of a list.
notice-held = On hold: { $handset }.
notice-released = The hold is lifted: { $handset }. The reason stands in the register.
hold-next = Do not sell it and do not hand it out. Read the reason, then call the source.
on-hold-hint = Not for sale until somebody lifts the hold, with a reason. Up and Down choose, Enter shows the card.
on-hold-empty = Nothing is on hold.
on-hold-column-why = Why
on-hold-column-now = Listed now by
on-hold-late-hit = listed later
on-hold-by-hand = by hand
on-hold-nobody = no source
release-listed-by = Listed by { $sources } when the hold began.
release-prompt = Reason
release-hint = Enter lifts the hold, Esc leaves it. That a list dropped the number is no reason by itself.
status-on-hold = { $n } on hold (F9)
stock-mark = F7: bought
stock-in = In stock. F7: put on hold
stock-on-hold = ON HOLD. F7: lift it
key-on-hold = On hold
key-bought = Bought
key-release = Release

# Pictures
pane-photo = Pictures
photo-intro = Take a picture of the *#06# screen, or of the label on the box.
photo-scan-code = Scan the code with a phone's camera. It opens a page that takes one picture and sends it here.
photo-same-network = The phone has to be in this shop's own Wi-Fi. The code is good once, and changes by itself.
photo-no-documents = No identity documents: the connection is not encrypted.
photo-code-no-room = This window is too small for the code: make it larger.
photo-inbox = Pictures that are put into { $folder } come in by themselves.
photo-no-way = No way is set up by which pictures come in.
photo-no-way-next = Name a folder or a phone under [photo] in config.toml: docs/photo-entry.md
photo-of = Picture of { $time }; { $n ->
    [one] 1 picture waits
   *[other] { $n } pictures wait
 }.
photo-reading = A picture is being read.
photo-waits = A picture came in. F6 shows it.
photo-none = No number was found on the picture. Take it again, closer, and without reflections.
photo-unread = { $n ->
    [one] One line could not be read.
   *[other] { $n } lines could not be read.
 }
photo-unread-next = Type the number that could not be read, or take the picture again. Enter goes on without it.
photo-trust-confirmed = text and barcode agree
photo-trust-good = read alike several times
photo-trust-review = compare it
photo-compared = compared by you
photo-left-out = left out
photo-compare = Compare the number with the picture. Enter takes it; or type what you see, then Enter. Del leaves it out.
photo-ready = Enter checks the handset.
photo-typed = Typed: { $text }
photo-type-it = What was read is no whole number. Type it from the picture or from the handset.
photo-too-many = These are more numbers than one handset has. Del leaves one out; or take a picture of one handset.
photo-review-next = Compare it with the picture before you use it; a line that was not read has to be typed.
photo-warning-cut-short = The picture's file ends too early: a part of it is missing.
photo-warning-small = The digits are small: hold the camera closer.
photo-warning-glare = A reflection lies over the text: tilt the phone a little.
photo-warning-failed = A part of the reader failed on this picture; compare with care.
key-photo = Pictures
key-photo-take = Take it
key-photo-code = New code
key-photo-drop = Delete
