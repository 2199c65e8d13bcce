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

demo-asked-again = the same handset, asked again by itself
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
sign-in-hint = In every entry you make. PINs: countercheck staff add
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
on-hold-own = our own
on-hold-police = police
on-hold-statutory = law
on-hold-nobody = no source
release-listed-by = Listed by { $sources } when the hold began.
release-prompt = Reason
release-hint = Enter lifts the hold, Esc leaves it. That a list dropped the number is no reason by itself.
status-on-hold = { $n } on hold (F9)
stock-mark = F7: buy
stock-in = In stock. F7: put on hold
stock-on-hold = ON HOLD. F7: lift it
key-on-hold = On hold
key-release = Release

## Papers of deals: what people take away or sign

paper-training = TRAINING: this paper counts for nothing
paper-place = { $shop } · { $time }
paper-deal = Deal { $number }
paper-total = Total
paper-reference = Reference
paper-seller = Seller
paper-buyer = Buyer
paper-address = Address
paper-born = Born
paper-document = Document
paper-method = Paid by
paper-method-cash = cash
paper-method-card = card
paper-method-transfer = transfer
paper-method-cheque = cheque
paper-method-voucher = voucher
paper-declaration-title = Declaration
paper-declaration-sign = Seller's signature, { $date }
paper-declaration-scan = For the shop: scan once it is signed
paper-label-hold = Hold until { $date }
paper-cannot-title = We cannot buy today
paper-cannot-thanks = Thank you for coming in.
paper-cannot-means = Our checks do not let us buy this item today. That says nothing about you.
paper-cannot-contact = Who can tell you more:
paper-repair-title = Repair ticket
paper-repair-fault = Fault
paper-repair-estimate = Estimate
paper-repair-ready = Ready from
paper-repair-collect = Please bring this paper when you collect.
paper-repair-passcode = We never write down a passcode.
paper-pledge-title = Pledge ticket
paper-pledge-by = Pledged by
paper-pledge-lent = Amount lent
paper-pledge-due = Redeem by
paper-pledge-keep = Keep this paper: it is what the goods are redeemed with.
paper-pledge-sign = Signature
paper-seizure-title = Goods handed over
paper-seizure-agency = Authority
paper-seizure-officer = Officer
paper-seizure-theirs = Their reference
paper-seizure-ours = Our reference
paper-seizure-sign-officer = Signature of the officer
paper-seizure-sign-shop = Signature for the shop
paper-day-title = Day sheet
paper-day-nobody = Nobody named
paper-day-taken = in
paper-day-paid = out
paper-day-expected = Cash expected
paper-day-counted = Cash counted
paper-day-not-counted = not counted
paper-day-difference = Difference
paper-day-sign = Counted by
paper-invoice-title = Invoice { $number }
paper-test-title = Test
paper-test-letters = ABC abc 0123456789 àâçéèêëîïôùûü ÄÖÜß
paper-test-scan = Scan these bars at the till: it should say CC-000123-0.
notice-papers-wait = { $n ->
    [one] A paper waits for the printer: { $what }. { $advice }
   *[other] { $n } papers wait for the printer: { $what }. { $advice }
}
notice-papers-printed = { $n ->
    [one] The paper that waited is printed.
   *[other] The { $n } papers that waited are printed.
}
notice-paper-lost = Not printed: { $what }. { $advice }
## Stock: what is here, what is held, and what is done with it

key-stock = Stock
pane-stock-card = Item
pane-stock-form = Stock
stock-view-all = Stock: everything here
stock-view-held = Stock: on hold
stock-view-due = Stock: free from today
stock-view-others = Stock: pledges and repairs
stock-hint = Scan a label, or a handset to ask whether it is here. F2 other view, F3 count, F4 sell several, F9 holds on checks.
stock-empty = Nothing here.
stock-missing = Missing
stock-none-missing = Nothing is missing.
stock-column-number = Number
stock-column-where = Where
stock-column-cost = Paid
stock-column-until = Until
stock-for-sale = for sale
stock-on-hold-now = ON HOLD
stock-kept = kept
stock-pledged = pledged
stock-in-repair = in repair
stock-sold = sold
stock-returned = returned
stock-surrendered = with police
stock-parts = parts
stock-count-hint = Scan everything that is here. Seen { $seen }, not seen yet { $missing }, without an entry { $surplus }. Enter ends the count, Esc leaves it.
stock-count-ended = Counted: seen { $seen }, missing { $missing }, without an entry { $surplus }. The count stands in the register. Esc leaves it.
stock-batch-hint = Scan what is sold together: { $n } so far. { $items } Enter goes on to the prices, Esc leaves it.
stock-came = In stock since { $day }, marked on its check.
stock-came-by = Came in on { $day } by deal { $deal }. Paid: { $cost }
stock-hold = ON HOLD ({ $why }) since { $since }, until { $until }
stock-hold-open = somebody lifts it
stock-rule-unverified = this rule has not been verified
stock-pledge = Pledged for { $amount }, due { $due }
stock-sold-on = Sold on { $day } for { $price }, invoice { $invoice }
stock-left-on = Left the shop on { $day }
stock-act-sell = Sell
stock-act-refund = Take back, refund
stock-act-reverse = Undo the purchase
stock-act-collect = Collected
stock-act-owner = To its owner, by the police's word
stock-act-surrender = Hand to the police
stock-act-dismantle = Take apart
stock-act-redeem = Redeem
stock-act-renew = Renew
stock-act-forfeit = Forfeited
stock-act-hold = Put on hold
stock-act-release = Lift a hold
stock-field-price = Price
stock-field-method = Paid by (1 cash, 2 card, 3 transfer, 4 cheque, 5 voucher)
stock-field-buyer = Buyer's name
stock-field-address = Buyer's address
stock-field-agency = Agency
stock-field-officer = Officer
stock-field-reference = Their reference
stock-field-until = Until (YYYY-MM-DD; nothing: until it is lifted)
stock-field-due = New date (YYYY-MM-DD)
stock-field-reason = Reason
stock-field-number = Scan the number of the handset itself
stock-field-whose = For whom (1 ourselves, 2 police)
stock-field-which = Which hold
stock-field-confirm = Enter writes it into the register
stock-form-hint = Enter goes on, Esc leaves it without an entry.
stock-rechecked = Checked again: { $result }
stock-done = { $act }: { $item } stands in the register.
stock-sold-many = { $n } items sold on one invoice.
stock-unknown = No item { $item } here.
stock-here = It is here: { $item }.
stock-not-here = No item with this number is or was here.
stock-gone = It was here as { $item } and is not any more.
stock-another-handset = This is not the handset that was sold as { $item }. No refund on it.
stock-no-amount = This is no amount. Type it like 120.50.
stock-no-day = Type a day to come, as YYYY-MM-DD.
stock-needed = This is needed here.
stock-still-checking = The check of the handset is not finished yet.
stock-added = Added { $item }; { $n } together.
stock-seen = Seen { $item }; { $n } so far.
stock-surplus = Not in the register as being here: { $n } so far. Put it aside and look why.
stock-refused-hold = { $item } is on hold ({ $why }) until { $until }. Keep it.
stock-refused-place = Not possible: { $item } is { $place }.
stock-refused-no-hold = Nothing holds { $item }.
stock-refused-due = { $item } is pledged until { $due }.
pay-cash = cash
pay-card = card
pay-transfer = transfer
pay-cheque = cheque
pay-voucher = voucher
day-money = in { $in }, out { $out } { $currency }
day-drawer = The drawer should hold { $amount } { $currency }.
## The rules of the place

policy-generic = No particular place
policy-england = England
policy-scotland = Scotland
policy-kent-medway = Kent and Medway
policy-france = France
policy-new-south-wales = New South Wales
policy-california = California
policy-florida = Florida
policy-south-africa = South Africa
policy-india = India
policy-verified = read in the text itself on { $day }
policy-unverified = unverified rule
policy-unverified-means = Nobody has read this rule in the text itself yet. Ask the authority before you rely on it.
policy-house = rule of the house
policy-code = code of practice
policy-clock-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
policy-clock-weekday-hours = { $n ->
    [one] { $n } hour, Saturday and Sunday not counted
   *[other] { $n } hours, Saturday and Sunday not counted
}
policy-clock-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
policy-clock-working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
policy-hold-until = Hold until { $until } ({ $period }).
policy-hold-waits = Hold: the time ({ $period }) begins when the police's system has taken the report.
policy-hold-uncertain = Hold until at least { $until } ({ $period }). The holidays of that year are not known here: look them up first.
policy-keep-until = Keep until { $day }.
policy-erase-by = Erase by { $day }.
policy-report-by = Report by { $when }.
policy-under-age = The seller must be at least { $years } years old.
policy-cash-forbidden = No cash for this: pay by cheque or transfer.
policy-buyer-needed = The buyer has to be written down at this price.
policy-list-choose = Whose rules apply (number or id; 0: none of these)
policy-list-unknown = There are no rules of that name here.
need-required = required
need-optional = may be asked
need-forbidden = not asked, not kept
deal-kind-purchase = Purchase
deal-kind-pledge = Pledge
deal-kind-part-exchange = Part-exchange
deal-kind-repair = Repair
deal-kind-enquiry = Enquiry
deal-kind-opening-stock = Opening stock
ask-document = Identity document
ask-document-issuer = Issued by
ask-document-issued = Issued on
ask-document-expires = Expires on
ask-how-identified = How identified
ask-name = Full name
ask-born = Date of birth
ask-address = Address
ask-phone = Telephone
ask-profession = Profession
ask-sex = Sex
ask-height = Height
ask-appearance = Appearance
ask-vehicle-registration = Vehicle registration
ask-document-picture = Picture of the document
ask-seller-picture = Picture of the seller
ask-thumbprint = Thumbprint
ask-signature = Signature
ask-staff-signature = Staff name and signature
ask-serial = IMEI or serial number
ask-model = Make and model
ask-description = Description and marks
ask-colour = Colour
ask-storage = Storage
ask-condition = Condition
ask-mac = Wi-Fi MAC address
ask-goods-picture = Picture of the goods
ask-provenance = Where it comes from
ask-storage-place = Where it is kept
ask-price = Price
ask-payment = Payment
ask-buyer-name = Buyer's name
ask-buyer-address = Buyer's address
ask-buyer-phone = Buyer's telephone

## Deals

key-buy = Buy
key-deals = Deals
key-next = Next
key-park = Park
key-begin = Begin
## Identity documents

document-kind-passport = Passport
document-kind-id-card = Identity card
document-kind-residence-permit = Residence permit
document-kind-visa = Visa
document-kind-driving-licence = Driving licence
document-kind-other = Other document
evidence-read = read
evidence-check-digit = check digit
evidence-repaired = repaired
evidence-typed = typed
deal-title = { $kind }
deal-title-masked = { $kind }, begun on an earlier shift
deal-lines = Lines
deal-total = Total { $amount }
deal-line-hold = kept until { $until }
deal-line-unnamed = Handset
deal-line-device = Device
deal-line-goods = Goods
deal-line-listed-by = listed by { $sources }
deal-state-empty = no number yet
deal-state-failed = scan it again
deal-state-no-check = nothing to check
deal-state-ended-refused = not taken
deal-state-ended-handed-back = handed back
deal-warnings = To look at
deal-rule = { $rule } (unverified rule)
deal-refusal = Not bought today, line { $lines }. Reference { $reference }. F12 prints a slip.
deal-refusal-advice = A source lists line { $lines }. Repairs go on; tell the owner whom to call. Reference { $reference }.
deal-refusal-others = The other lines can go on.
deal-refusal-say = Say: "{ $text }"
deal-known-offer = This person has sold here before: F4 takes the address over (the register notes it).
deal-enter-take = Enter takes it
deal-enter-pass = Enter leaves it open
deal-enter-print = Enter prints the declaration
deal-enter-finish = Enter confirms the deal
deal-enter-put-away = Enter puts the deal away
deal-more-keys = + add   - not taken   * remarks   up/down row
deal-menu-title = Deals
deal-menu-begin = Begin
deal-menu-parked = Waiting
deal-menu-row = { $what }, begun { $since }
deal-menu-hint = Up, down and Enter, or the number. A deal that waits is kept through a power cut.
deal-row-first = First item
deal-row-number = IMEI
# Deals
deal-row-tray = IMEI on the tray
deal-row-box = IMEI on the box
deal-row-lock = Activation lock
deal-row-document-kind = Kind of document
deal-row-fault = Fault
deal-row-due = Due on
deal-row-book-page = Page of the book
deal-row-against = Towards item
deal-row-warning = To look at
deal-row-payment = Payment
deal-row-declaration = Declaration
deal-row-confirm = Signature
deal-ask-first = Scan the handset, or press + for something else
deal-ask-number = Scan or type the IMEI
deal-ask-lock = Is the activation lock on?
deal-ask-price = Type the price, then Enter
deal-ask-document = Scan the document, or type its number
deal-ask-of-person = Type it, then Enter
deal-ask-of-line = Type it, then Enter
deal-ask-document-kind = Which kind of document is it?
deal-ask-fault = What is wrong with it? Never a code or password
deal-ask-due = Type the due date, or a number of days
deal-ask-book-page = Type the page of the old book
deal-ask-against = Type the number of the item it goes towards
deal-ask-warning = Look at the warning and choose
deal-ask-payment = How is it paid?
deal-ask-declaration = Enter prints the declaration
deal-ask-signed = Scan the code on the signed declaration, or press s
deal-ask-confirm = Everything is there: Enter records it
deal-ask-writing = Being recorded
deal-ask-why = Why does it end?
deal-ask-add = What is added?
deal-ask-end = Why is this not taken?
deal-ask-marks = What is special about it?
deal-ask-end-enquiry = Enter ends the enquiry
deal-ask-put-away = Nothing is taken in: Enter ends it, F12 prints a slip
deal-ask-waiting = Waiting for the check
deal-add-device = Another device, by its serial number
deal-add-goods = Goods that are described
deal-add-no-number = A handset whose IMEI cannot be read
deal-end-refused = We do not take it
deal-end-handed-back = The person takes it back
deal-end-mistake = Scanned by mistake
deal-mark-dead = Does not start
deal-mark-no-number = IMEI cannot be read
deal-mark-for-parts = Bought for parts
deal-lock-off = Off
deal-lock-on = On
deal-lock-not-shown = Could not be shown
deal-pay-cash = Cash
deal-pay-card = Card
deal-pay-transfer = Bank transfer
deal-pay-cheque = Cheque
deal-pay-voucher = Voucher
deal-resolved-explained = Looked into: explained
deal-resolved-accepted = Go on all the same
deal-resolved-declined = We do not take it
deal-why-wrong-scan = Wrong scan
deal-why-enquiry = Price enquiry
deal-why-changed-mind = The person changed their mind
deal-why-refused = We refuse
deal-why-handed-back = Handed back
deal-why-abandoned = Nobody came back
deal-signed-on-paper = Signed on paper
deal-confirm = Record it
deal-declaration-is-printed = Printed
deal-warning-refused-before = Item { $line }: refused here before ({ $count })
deal-warning-still-in-stock = Item { $line }: bought here before and not sold
deal-warning-often-seller = This person sold here { $count } times in { $days } days (from { $threshold } on it is said)
deal-warning-two-names = This document number came with { $count } names
deal-warning-under-age = { $count } years old; from { $threshold } on a deal is allowed
deal-warning-numbers-differ = Item { $line }: tray or box shows another number than the handset
deal-warning-document-expired = The document has expired
deal-warning-document-kind = This kind of document is not accepted here
deal-warning-caution = Item { $line }: a source advises caution
deal-warning-lock-on = Item { $line }: the activation lock is on
deal-warning-price-pattern = The price is out of the usual
deal-warning-address-pattern = { $count } people gave this address
deal-warning-not-looked-up = The shop's own register could not be looked into
deal-slip-writing = It is being recorded
deal-slip-empty = Nothing was typed
deal-slip-passcode = No code or password is kept: write it on the paper ticket
deal-slip-due = Not a day to come, nor a number of days
deal-slip-page = Not a page number
deal-slip-item = Not the number of an item
deal-slip-choose = Choose one of the keys
deal-slip-price = Not a price
deal-slip-number = Scan or type a number here
deal-slip-document = Too short for a document's number
deal-slip-date = Not a date: day.month.year
deal-slip-sex = M, F or X
deal-slip-phone = Too short for a telephone number
deal-slip-other-declaration = This declaration belongs to another deal
deal-slip-old-declaration = Something changed since this print: print and sign anew
deal-slip-not-complete = Something is still missing: see the list
deal-slip-not-open = The register is not ready yet; try again
deal-slip-too-many = Too many open deals: finish one first (F11)
deal-slip-too-many-lines = A deal holds at most 30 lines: begin another one
deal-slip-not-allowed = That cannot be chosen here
deal-slip-stays = It stays on the list until its check allows otherwise
deal-slip-printed = The slip is printed
deal-picture-taken = Picture kept
deal-picture-not-wanted = No such picture is kept here
deal-picture-too-long = The picture is too large, or there are too many
deal-known-taken = Address taken over from an earlier deal
deal-document-read = The document was read
deal-document-not-wanted = No document is kept for this; nothing was taken from it
deal-document-next-line = Now the next line of the document
deal-drafts-there = Deals of an earlier run wait: F11
deal-parked = Parked: F11 brings it back
deal-dropped = Ended and recorded
deal-declaration-printed = The declaration is printed: have it signed, then scan its code
deal-signed = Recorded
deal-signed-card = Deal { $number } stands in the register: entry { $index }. Items { $items }. Total { $total }.
deal-signed-provisional = A source has not answered yet: it is asked again by itself.
## Identity documents

document-evidence-read = read
document-evidence-check-digit = digit holds
document-evidence-repaired = repaired
document-evidence-typed = typed
document-part-code = document code
document-part-issuer = issuer
document-part-number = document number
document-part-surname = surname
document-part-given = given names
document-part-born = date of birth
document-part-sex = sex
document-part-nationality = nationality
document-part-issued = date of issue
document-part-expires = date of expiry
document-part-optional = optional data
document-part-composite = line as a whole
document-agreement-agrees = fits
document-agreement-disagrees = does not fit
document-agreement-unknown = cannot be compared
document-refused-not = This is no passport, identity card or licence.
document-refused-long = More than one document holds.
document-refused-lines = Line { $have } of { $need } of the document is read.
document-refused-length = A line of the document is too short or too long.
document-refused-character = A character does not belong in the { $part }.
document-refused-digit = The check digit of the { $part } does not hold.
document-refused-date = The { $part } is no possible date.
document-refused-missing = There is no { $part } in it.
document-refused-layout = The scanner types for another keyboard.
document-advice-not = Scan the code on the back of the licence, or the lines at the foot of the passport.
document-advice-long = Scan one document alone.
document-advice-lines = Scan the next line.
document-advice-again = Scan again, slowly and flat. If it fails again, type the details from the document.
document-advice-compare = Compare with the printed side. Type the details if the document is in order.
document-advice-layout = Set the scanner's keyboard country to this computer's, or switch it to USB serial.
deal-document-passport = Passport
deal-document-id-card = Identity card
deal-document-residence-permit = Residence permit
deal-document-visa = Visa
deal-document-driving-licence = Driving licence
deal-document-other = Another document
deal-on-paper = It is on the paper
deal-slip-training = A deal begun in training ends in training: drop this one (F8)
## Staff: signing in by PIN, the lock, a second person

pane-locked = Locked
pane-leave = Leave the counter?
pane-second = A second person
role-clerk = clerk
role-manager = manager
role-auditor = auditor
sign-in-who = Name, first letters, or number
sign-in-people-hint = Up and down choose, Enter takes. A badge can be scanned.
sign-in-nobody = Nobody of that name works here. A manager adds people: countercheck staff add
sign-in-locked-row = (locked out)
sign-in-pin = PIN of { $name }
sign-in-pin-hint = Enter takes it, Esc begins again.
sign-in-passphrase = The shop's passphrase
sign-in-passphrase-why = Once after the start. Enter alone leaves it out: trading works, names and documents stay closed.
sign-in-checking = One moment...
pin-wrong = That PIN does not fit. { $left } more tries, then a manager has to reset it.
pin-wait = Several PINs did not fit. The next try counts from { $time }.
pin-locked = Locked out after too many PINs. A manager, or the passphrase, resets it: countercheck staff reset
pin-left = This person does not sign in here any more. Ask a manager.
passphrase-wrong = That does not open the shop's key. Try again, or Enter alone to leave it out.
lock-why = Somebody is signed in here. Scans are kept meanwhile.
lock-other-person = F5: somebody else takes over; the shift before ends.
leave-why = Lock it when you come back. Hand it over when somebody else goes on.
leave-lock = Lock the till
leave-hand-over = Hand over: your shift ends
second-why = { $act }: this takes a second person. Ask a manager to the till.
second-cannot = This person cannot stand behind it. Ask a manager.
notice-not-allowed = { $act }: not with your role. A manager signs in for it (F5).
act-buy = Buying
act-sell = Selling
act-hold = Putting on hold
act-release = Lifting a hold
act-surrender = Handing over to the police
act-refund = Taking a sale back
act-reverse = Undoing a purchase
act-dismantle = Taking apart
act-count = Counting the stock
act-reveal = Showing personal data
act-erase = Erasing personal data
act-export = Taking an extract
act-close-day = Closing the day
act-correct = Correcting an entry
act-training = Beginning or ending training
act-manage-staff = Changing the list of staff
act-keys = Changing the shop's keys
act-inspect = Inspection
staff-cli-pin = PIN (not shown)
staff-cli-pin-new = New PIN, 4 to 12 digits (not shown)
staff-cli-pin-again = The same once more

## Inspection: an officer at the counter

pane-inspection = Inspection
key-inspect = Inspect
key-turn = Page
key-open = Open
key-end = End
inspection-why = An officer may look into the register at any time. This is recorded; nothing personal shows without a reason.
inspection-agency = Which police force or authority
inspection-officer = The officer's name and number
inspection-reason = Why is this entry opened (case number)
inspection-open = Inspection by { $agency }
inspection-size = Register { $origin }, epoch { $epoch }: { $n } entries
inspection-root = Root { $root }
inspection-verifies = It verifies, as far as this program says. It belongs to the shop: check with your own copy.
inspection-verifies-not = It does NOT verify: { $n } findings. See: countercheck verify
inspection-not-verified = It could not be verified. See: countercheck verify
inspection-closed = Days are closed up to { $day }.
inspection-not-closed = No day is closed yet.
inspection-cosigned = Cosigned by { $witness } at { $size } entries, { $at }.
inspection-not-cosigned = No witness has cosigned it yet.
inspection-totals = In all: { $checks } checks, { $hits } hits, { $purchases } purchases.
inspection-stock = In stock { $stock }, on hold { $held }.
inspection-alarms = Entries about faults, clock steps, refused lists and late closures: { $n }.
inspection-own-copy = An extract for your own computer: countercheck log export. Tab shows the log.
inspection-log-hint = Up and down choose; Enter opens an entry for a reason, which is recorded.
inspection-values = Entry { $index }, opened
inspection-erased = Nothing is held of it any more.
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
