# Français : mêmes clés et mêmes variables que en.ftl.
#
# Mots simples, au présent, sans reproche, avec la suite à donner. Un téléphone est signalé,
# non signalé (par qui, à quelle date) ou non vérifié ; rien d'autre. Les mots du vol ne se
# trouvent que sous les clés staff-. Caractères Latin-1 seulement (consoles Linux).

## Verdicts

verdict-stop = STOP
verdict-stop-means = Au moins une source signale ce téléphone.
verdict-stop-next = Ne l'achetez pas. Lisez le motif, puis appelez la source. Un signalement peut aussi viser un impayé ou un défaut.
verdict-stop-say = Je ne peux pas prendre ce téléphone aujourd'hui. Le registre peut vous dire pourquoi ; voici comment le joindre.
verdict-caution = ATTENTION
verdict-caution-means = Une source demande la prudence, ou le numéro lui-même est douteux.
verdict-caution-next = Lisez le motif. Comparez le numéro avec *#06# sur le téléphone avant de décider.
verdict-caution-say = Il me faut encore un instant pour celui-ci. Puis-je revoir le numéro sur le téléphone ?
verdict-not-checked = NON VÉRIFIÉ
verdict-not-checked-means = Toutes les sources qui doivent répondre n'ont pas répondu.
verdict-not-checked-next = Attendez la nouvelle vérification, ou cherchez à la main. Un silence ne dit rien du téléphone.
verdict-not-checked-say = La vérification n'est pas terminée. Je peux garder le téléphone de côté jusque-là.
verdict-not-listed = NON SIGNALÉ
verdict-not-listed-means = Toutes les sources qui doivent répondre ont été interrogées ; aucune ne le signale à cette heure.
verdict-not-listed-by = Non signalé par { $sources }.
verdict-not-listed-next = Continuez. Un signalement peut encore venir après la vente ; le registre garde la preuve de cette vérification.
verdict-not-listed-say = Les registres que nous interrogeons ne le signalent pas à cette heure.
verdict-waiting = EN COURS
verdict-waiting-means = Les réponses s'affichent à leur arrivée.

## What one source said

outcome-listed = signalé
outcome-caution = prudence
outcome-not-listed = non signalé
outcome-not-covered = non couvert
outcome-no-answer = sans réponse
outcome-not-asked = non interrogée
outcome-asking = en cours
outcome-not-covered-means = Cette source ne peut pas connaître ce numéro.
outcome-as-of = { $when }
outcome-as-of-unknown = âge inconnu
outcome-required = obligatoire
outcome-optional = facultative
outcome-reason = Motif : { $text }
outcome-since = Depuis : { $text }
outcome-reporter = Signalé par : { $text }
outcome-reference = Référence : { $text }
outcome-history = Auparavant : { $text }

## Why a source gave no answer

silence-timeout = pas de réponse dans son délai
silence-unreachable = injoignable : { $what }
silence-resting = au repos après plusieurs échecs ; elle sera de nouveau interrogée
silence-refused = refuse de répondre : { $what }
silence-bad-reply = a répondu autre chose qu'une réponse : { $what }
silence-stale = ce que la boutique détient est trop ancien : { $what }
silence-offline = non interrogée : la caisse travaille hors ligne
silence-awaiting-person = attend que quelqu'un cherche à la main
silence-interrupted = la vérification a été fermée avant sa réponse
silence-misconfigured = est mal réglée : { $what }
silence-missing = aucune version de cette liste n'est encore ici : obtenez-la d'abord
silence-damaged = cette partie de la liste est abîmée : { $what }. Obtenez la liste de nouveau
silence-unknown-source = est obligatoire mais n'est pas réglée ici

## Doubts about the numbers themselves

doubt-placeholder = Ce numéro est partagé par beaucoup de téléphones reprogrammés. Il n'en identifie aucun.
doubt-documentation = Ce numéro est un exemple tiré d'une norme, pas celui d'un téléphone.
doubt-contradiction = Les numéros lus sur ce téléphone se contredisent.

## Staff only: the words that no seller sees

staff-stop-safety = Restez calme, n'accusez et ne retenez personne. Votre sécurité d'abord.

## Ages

age-now = à l'instant
age-minutes = { $n ->
    [one] il y a { $n } minute
   *[other] il y a { $n } minutes
}
age-hours = { $n ->
    [one] il y a { $n } heure
   *[other] il y a { $n } heures
}
age-days = { $n ->
    [one] il y a { $n } jour
   *[other] il y a { $n } jours
}
age-short-now = à l'instant
age-short-minutes = il y a { $n } min
age-short-hours = il y a { $n } h
age-short-days = il y a { $n } j

## Pane titles

pane-scan = Scan
pane-verdict = Résultat
pane-answers = Réponses des sources
pane-today = Vérifications du jour
pane-queue = À vérifier de nouveau
pane-error = Un problème
pane-sign-in = Qui est au comptoir ?
pane-manual = Chercher à la main
pane-late = À regarder
pane-two-handsets = Un téléphone ou deux ?
pane-demo = Quel appareil de démonstration ?

## Header and status line

status-shop = { $shop } / { $terminal }
status-staff = Au comptoir : { $name }
status-nobody = Personne n'est identifié
status-online = { $n ->
    [one] { $n } source prête
   *[other] { $n } sources prêtes
}
status-sources-silent = { $n ->
    [one] { $n } source muette
   *[other] { $n } sources muettes
}
status-no-sources = Aucune source réglée : chaque vérification reste non vérifiée
status-queue = { $n ->
    [one] { $n } vérification à refaire
   *[other] { $n } vérifications à refaire
}
status-recorded = Ligne { $index }  F12 : reçu
status-offline = Hors ligne
status-opening = Ouverture du registre

## Demo

demo-banner = DÉMO : téléphones inventés, registre inventé, rien n'est réel ici
demo-source-dead = une source en panne
demo-listed = téléphone signalé
demo-caution = téléphone dont un signalement est en attente
demo-on-the-list = téléphone de la liste signée du magasin
demo-newer-list = une liste plus récente arrive ; elle contient aussi le nº 1
demo-not-listed = téléphone que personne ne signale
demo-not-covered = téléphone que la source ne peut pas connaître
demo-placeholder = téléphone au numéro passe-partout
demo-dual-sim = deux numéros, dont un signalé

## Function keys and keys (labels of at most 9 characters)

key-help = Aide
key-manual = À la main
key-details = Détails
key-today = Jour
key-queue = Attente
key-demo-scan = Démo
key-demo-menu = Choisir
key-hand-over = Relève
key-ask-now = Relancer
key-drop = Écarter
key-quit = Quitter
key-back = Retour
key-yes = Oui
key-no = Non
key-close-day = Clôturer
key-training = Formation

## The scan field

scan-prompt-hint = IMEI de la boîte, du téléphone ou de *#06#. Le lecteur marche partout.
scan-duplicate = Encore le même code : il est déjà là.
scan-same-again = Vérifié à l'instant : voici son résultat.
scan-added = Ajouté à ce téléphone.
scan-held = Gardé pour le téléphone dont l'IMEI vient ensuite.
scan-ignored = Rien d'utilisable dans ce code : { $text }

## Numbers

number-imei = IMEI
number-imei-n = IMEI { $n }
number-imeisv = IMEI avec version du logiciel
number-meid = MEID
number-eid = EID
number-iccid = Numéro de carte SIM
number-gtin = Code article
number-serial = Numéro de série
number-pesn = Ancien numéro de série (pESN)
number-unknown = Numéro inconnu
number-check-computed = clé calculée
number-tac-unknown = Modèle absent de la table TAC
number-model = { $maker } { $model }
number-correction = La forme du réseau finit par 0. Est-ce { $number } ?
number-masked = masqué

## Two handsets

two-handsets-question = Ce sont peut-être les deux numéros d'un seul téléphone. Est-ce le cas ?
two-handsets-one = Un téléphone : vérifier tous les numéros ensemble
two-handsets-two = Deux téléphones : chacun garde son résultat
two-handsets-why = Un téléphone a au plus deux IMEI, qui commencent d'ordinaire de même.

## Signing in

sign-in-prompt = Votre nom ou vos initiales
sign-in-hint = Ils figurent dans chaque ligne que vous écrivez. Pas encore de mot de passe.
sign-in-first = Identifiez-vous d'abord ; le scan est gardé.

## Today's checks and the recheck queue

today-empty = Aucune vérification aujourd'hui.
list-more = +{ $n } autres
today-column-time = Heure
today-column-handset = Téléphone
today-column-result = Résultat
today-column-entry = Ligne
today-not-recorded = NON INSCRIT
today-column-model = Modèle
queue-empty = Rien en attente.
queue-hint = Une vérification incomplète est refaite d'elle-même quand sa source revient.
queue-column-next = Prochain
queue-column-since = Depuis
queue-column-sources = Attend
queue-resolved = Vérifié de nouveau : { $handset }, maintenant { $result }
queue-late-stop = Une réponse tardive change un résultat : { $handset }. Regardez-le maintenant.
queue-asking = en cours

## Sources

sources-empty = Aucune source n'est réglée.
sources-empty-next = Ajoutez-en une aux réglages ; d'ici là rien ne peut finir non signalé.

## Looking it up by hand

manual-intro = Cette source n'a pas d'accès pour machines. Cherchez le numéro vous-même et notez sa réponse.
manual-step-web = Ouvrez { $address } et tapez le numéro.
manual-step-sms = Envoyez le texte « { $text } » au { $to }.
manual-step-app = Ouvrez l'application { $name } et tapez le numéro.
manual-look-for = Cherchez : { $text }
manual-copied = Numéro copié.
manual-answer = Que dit-elle ?
manual-answer-listed = Signalé
manual-answer-caution = Prudence demandée
manual-answer-not-listed = Non signalé
manual-answer-not-covered = Elle ne peut pas connaître ce numéro
manual-reference = Référence (numéro du SMS, dossier, heure sur la page)
manual-save = Inscrire la réponse
manual-none-waiting = Aucune source n'attend de recherche.

## Scanner

scanner-connected = Lecteur branché : { $name }
scanner-lost = Lecteur débranché : { $name }. Rebranchez-le ; rien n'est perdu.
scanner-waiting = En attente d'un lecteur USB
scanner-keyboard = Lecteur clavier
scanner-ambiguous = Plusieurs ports pourraient être le lecteur : { $ports }. Nommez-en un dans la configuration.
scanner-error = Le lecteur ne s'ouvre pas : { $why }

## Trouble with a scan

trouble-alt-numpad = Le lecteur tape par le pavé numérique (codes ALT). Passez-le en mode clavier normal avec le code de son manuel.
trouble-azerty = Le lecteur et cet ordinateur n'ont pas la même disposition de clavier. Les chiffres ont été rétablis ; réglez le lecteur.
trouble-azerty-unrepaired = Le lecteur et cet ordinateur n'ont pas la même disposition de clavier. Réglez le lecteur avec le code de son manuel.
trouble-control-bytes = Le code contient des caractères de commande. Ils sont écartés et ne font rien.
trouble-too-long = Le code dépasse { $max } octets. La suite est écartée.
trouble-two-readings = Ce code se lit comme deux numéros différents. Scannez l'IMEI seul, ou tapez-le.

## Problems

error-next = Que faire
error-not-recorded = Cette vérification n'a pas pu être inscrite ; aucun résultat ne s'affiche donc.
error-not-recorded-next = Lisez le message, corrigez ce qu'il nomme, puis scannez de nouveau.
error-terminal-small = La fenêtre est trop petite. Il faut { $columns } colonnes et { $rows } lignes.

## Alarms of the register

alarm-title = Le registre demande une décision
alarm-next = Remettez le bon fichier si vous l'avez. Ou continuez dans une nouvelle époque : l'ancien registre reste tel quel, et le nouveau dit pourquoi il commence.
alarm-new-epoch = Continuer dans une nouvelle époque
alarm-leave = Quitter sans rien changer

## Help page

help-title = Comment marche cette caisse
help-scan = Scannez un numéro sur tout écran. Un scan ne lance jamais de commande.
help-verdict = Le résultat est un mot et une forme :
help-stop = une source le signale : n'achetez pas, lisez pourquoi
help-caution = une source ou le numéro lui-même demande la prudence
help-not-checked = une source qui doit répondre est restée muette
help-not-listed = toutes celles qui doivent répondre l'ont fait : rien
help-all-numbers = Un téléphone vaut son plus mauvais numéro. Scannez les deux IMEI.
help-offline = Sans réseau, la caisse continue et dit de quand datent ses listes.
help-register = Ce que l'écran confirme est au registre. Tout changement se voit face à une copie gardée ailleurs.
help-discreet = De loin, tous les résultats se ressemblent. Cachez l'écran à la file.
help-mask = Les numéros des relèves passées sont masqués. Les montrer (log show --reveal) s'inscrit aussi.
help-recheck = Une vérification incomplète est refaite d'elle-même.
help-more = Le manuel explique le reste : man countercheck
help-close = Échap ferme cette page.

## Setting up a shop

init-title = Installation de la boutique
init-shop = Nom de la boutique
init-terminal = Nom de ce terminal
init-place = Pays et lieu
init-zone = Fuseau horaire
init-sources = Qui cette boutique peut-elle interroger ?
init-sources-none-means = Chaque vérification restera non vérifiée tant qu'aucune source n'est réglée.
init-source-address = Adresse du service
init-source-file = Fichier de la liste
init-terminal-wrong = Lettres, chiffres, « - », « _ » et « . » seulement.
init-source-wrong = Inutilisable : { $why }
init-source-credentials = Si des identifiants sont demandés, ajoutez-les à config.toml ; voir docs/config.md.
init-zone-unknown = { $zone } n'est pas un fuseau horaire connu. Exemples : Europe/Paris, Asia/Kolkata.
init-sources-choose = Numéro d'une source (0 pour finir)
init-scanner = Scannez quelque chose pour essayer le lecteur
init-scanner-skip = Passer : régler le lecteur plus tard
init-scanner-works = Le lecteur marche : { $text }
init-done = La boutique est installée dans { $path }
init-needs-value = Remplissez d'abord ce champ.

## How a shop gets access to a source

enrol-n5g-eir-what = Le registre d'équipements d'un opérateur (5G-EIR)
enrol-n5g-eir-how = Par contrat avec un opérateur mobile ou le régulateur. Il envoie une adresse et, d'ordinaire, un identifiant client et un secret.
enrol-camara-what = L'API ouverte d'un opérateur (authenticité d'appareil CAMARA)
enrol-camara-how = Inscrivez-vous comme client d'API auprès de l'opérateur ou de sa place de marché. Il envoie une adresse, une adresse de jetons, un identifiant et un secret.
enrol-checkmend-what = CheckMEND, pour les revendeurs (Royaume-Uni et ailleurs), payant à chaque vérification
enrol-checkmend-how = Par contrat de revendeur avec Recipero. Il envoie un numéro de partenaire, une clé secrète et un numéro de magasin ; demandez aussi un magasin d'essai.
enrol-hotlist-what = Un fichier de liste de la police ou du siège d'une chaîne (CSV)
enrol-hotlist-how = Demandez à la police locale ou au régulateur la liste entière en CSV, et une nouvelle chaque semaine : une vieille liste ne garantit plus rien.
enrol-manual-what = Une page publique, un SMS ou une application que l'on consulte à la main
enrol-manual-how = D'ordinaire sans inscription. Choisissez le pays, ou donnez l'adresse de la page.

## What staff look for on a public service (staff only: these quote the service)

staff-guide-in-ceir-look = « Black-listed », « duplicate » ou « already in use » : n'achetez pas. Vérifiez chaque IMEI du téléphone.
staff-guide-in-ceir-enrol = Aucune inscription pour le SMS et l'application. La page web envoie un code à un numéro mobile.
staff-guide-br-celular-legal-look = Toute restriction dans le registre national (CEMI). Vérifiez les deux IMEI d'un double SIM.
staff-guide-br-celular-legal-enrol = Aucune inscription ; la page demande un captcha.
staff-guide-au-amta-look = Bloqué veut dire bloqué sur tous les réseaux australiens ; un tiers des blocages sont levés, donc demandez.
staff-guide-au-amta-enrol = La page est pour les particuliers ; un commerce demande d'abord ses conditions à l'AMTA.
staff-guide-us-ctia-look = Rouge, « Reported Lost or Stolen » : n'achetez pas.
staff-guide-us-ctia-enrol = Pour particuliers et police, peu de recherches par jour ; un commerce prend en plus un service pour revendeurs.
staff-guide-generic-look = Tout mot de perte, de vol, de blocage ou de liste noire. Notez la référence et ce qui est dit.
staff-guide-generic-enrol = Demandez au régulateur ou à la police quelle recherche publique un revendeur peut utiliser.

## Leaving

quit-question = Quitter la caisse ?
quit-waiting = { $n ->
    [one] { $n } vérification attend encore une réponse. Elle est inscrite en l'état.
   *[other] { $n } vérifications attendent encore une réponse. Elles sont inscrites en l'état.
}

## Ce dont le magasin doit s'occuper

warning-backup-failed = La dernière sauvegarde a échoué. Branchez le disque et lancez : countercheck log backup
warning-backup-old = La dernière sauvegarde date de { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}. Branchez le disque et lancez : countercheck log backup
warning-no-backup = Ce magasin n'a pas encore de sauvegarde. Branchez le disque et lancez : countercheck log backup
warning-witness-refused = { $witness } dit que ce registre ne prolonge pas ce qu'il avait signé. Prévenez le responsable.

## Reçus

receipt-title = Reçu du registre
receipt-entry = Ligne { $index } de { $size }
receipt-keep = Gardez ce papier : il prouve que cette ligne, et toutes les précédentes, étaient au registre.
receipt-training = FORMATION : ceci n'est pas un reçu

# La clé de la boutique
vault-lock-title = La clé de la boutique ouvre ce que les gens lui confient : noms, documents, photos.
vault-lock-passphrase = 1  Une phrase secrète : sans elle, une copie du dossier ne dit rien des gens (conseillé)
vault-lock-file = 2  Un fichier dans le dossier : qui copie le dossier peut tout lire
vault-lock-choose = Comment la protéger ?
vault-lock-offer = La clé de cette boutique est lisible sur le disque, comme l'ont laissée d'anciennes versions. Mieux vaut la protéger maintenant.
vault-passphrase = Phrase secrète ou clé de secours de la boutique (non affichée)
vault-passphrase-new = Nouvelle phrase secrète, quatre mots ou plus (non affichée)
vault-passphrase-again = La même encore une fois
vault-passphrase-differs = Les deux diffèrent. Saisissez-les à nouveau.
vault-passphrase-short = C'est trop court : au moins { $n } caractères.
vault-recovery-title = Voici la clé de secours. Elle ouvre la clé de la boutique quand la phrase secrète est oubliée.
vault-recovery-keep = Notez-la ou enregistrez-la sur une clé USB pour l'imprimer, et gardez-la loin de cet ordinateur.
vault-recovery-save = Fichier où l'enregistrer (- pour aucun)
vault-recovery-saved = Enregistrée dans { $path }
vault-recovery-failed = Impossible de l'enregistrer : { $why }
vault-recovery-ready = Appuyez sur Entrée quand vous l'avez ; elle quitte alors l'écran.
vault-recovery-type = Saisissez la clé de secours depuis votre papier (- la montre à nouveau)
vault-recovery-group = Le groupe { $n } est mal saisi. Essayez encore.
vault-recovery-length = La clé a 35 lettres et chiffres, pas { $n }. Essayez encore.
vault-recovery-other = C'est une clé de secours, mais pas celle-ci. Essayez encore.
vault-recovery-fits = La clé de secours est la bonne.
receipt-scan = Un téléphone lit ce code. Échap ferme.
receipt-window-small = Le code QR demande une fenêtre de 68 colonnes et 40 lignes. Agrandissez-la et refaites F12, ou donnez le code ci-dessus ; countercheck log receipt { $index } en fait une image ou un papier.

## La fin du jour

day-title = Fin du jour
day-so-far = { $day } jusqu'ici
day-close-why = Clôturer inscrit ces nombres au registre. La suite compte pour demain.
day-closed = { $day } est clôturé, ligne { $index }.
day-closed-already = Ce jour est clôturé. La suite compte pour demain.
day-closed-late = { $n ->
    [one] { $day } vient d'être clôturé.
   *[other] { $n } jours viennent d'être clôturés, le dernier : { $day }.
}
day-too-many = { $days } jours sont ouverts depuis { $since }.
day-too-many-next = L'heure est-elle juste ? Réglez-la, ou clôturez les jours : countercheck log close --all-days
quit-close-day = Clôturer d'abord le jour
count-day = Jour
count-total = Total
count-training = Formation
count-checks = Vérifications
count-hits = Signalés
count-purchases = Achetés
count-refusals = Écartés
count-corrections = Corrections
count-erasures = Effacements
count-displays = Données montrées

## Formation

training-band = FORMATION : rien n'est réel, rien ne compte
training-title = Formation
training-begin = Commencer une formation ?
training-begin-why = Tout ce qui suit est marqué formation, au registre, à l'écran et sur papier, et ne compte nulle part. Les sources sont interrogées comme toujours.
training-end = Terminer la formation ?
training-end-why = Tout ce qui suit redevient réel.
## Listes détenues par le magasin, stock et mises en attente

outcome-as-of-list = v{ $version }, { $when }
list-version = version { $version }, { $when }
silence-stale-since = la liste est trop ancienne depuis { $what }
list-issued = Publiée : { $time }
list-none = aucune version utilisable ici
lists-cover = Les listes consultées couvrent { $countries } ; un signalement d'ailleurs peut n'y figurer nulle part.
list-ageing = Cette liste vieillit : obtenez une nouvelle version.
list-stale = Cette liste est trop ancienne : ce qu'elle ne contient pas peut figurer dans une plus récente.
list-damaged = La liste { $list } est abîmée : { $what }. Les numéros de cette partie restent sans réponse.
list-damaged-next = Obtenez la liste de nouveau. D'ici là, une telle vérification reste non vérifiée ; ce que la liste dit compte toujours.
pane-list-damaged = Une liste est abîmée
pane-on-hold = Bloqués
pane-release = Lever le blocage
notice-late-removal = Une liste ne contient plus { $handset }. Cela seul ne lève rien : demandez à la source pourquoi il y était.
notice-marked = En stock : { $handset }. Il est comparé à chaque nouvelle version d'une liste.
notice-held = Bloqué : { $handset }.
notice-released = Blocage levé : { $handset }. Le motif est inscrit au registre.
hold-next = Ne le vendez pas et ne le remettez à personne. Lisez le motif, puis appelez la source.
on-hold-hint = Pas à vendre tant que personne ne lève le blocage, avec un motif. Haut et Bas choisissent, Entrée montre la fiche.
on-hold-empty = Rien n'est bloqué.
on-hold-column-why = Motif
on-hold-column-now = Listé par
on-hold-late-hit = listé après
on-hold-by-hand = à la main
on-hold-nobody = aucune source
release-listed-by = Listé par { $sources } au début du blocage.
release-prompt = Motif
release-hint = Entrée lève le blocage, Esc le laisse. Qu'une liste ait retiré le numéro n'est pas un motif en soi.
status-on-hold = { $n } bloqués (F9)
stock-mark = F7 : acheté
stock-in = En stock. F7 : bloquer
stock-on-hold = BLOQUÉ. F7 : débloquer
key-on-hold = Bloqués
key-bought = Acheté
key-release = Lever

# Photos
pane-photo = Photos
photo-intro = Photographiez l'écran *#06#, ou l'étiquette de la boîte.
photo-scan-code = Scannez le code avec l'appareil photo d'un téléphone. Il ouvre une page qui prend une photo et l'envoie ici.
photo-same-network = Le téléphone doit être sur le Wi-Fi de la boutique. Le code sert une fois, et change de lui-même.
photo-no-documents = Pas de pièces d'identité : la connexion n'est pas chiffrée.
photo-code-no-room = Cette fenêtre est trop petite pour le code : agrandissez-la.
photo-inbox = Les photos mises dans { $folder } entrent d'elles-mêmes.
photo-no-way = Rien n'est prévu pour que des photos entrent.
photo-no-way-next = Nommez un dossier ou un téléphone sous [photo] dans config.toml : docs/photo-entry.md
photo-of = Photo de { $time } ; { $n ->
    [one] 1 photo attend
   *[other] { $n } photos attendent
 }.
photo-reading = Une photo est en cours de lecture.
photo-waits = Une photo est arrivée. F6 la montre.
photo-none = Aucun numéro sur la photo. Reprenez-la, de plus près et sans reflets.
photo-unread = { $n ->
    [one] Une ligne n'a pas pu être lue.
   *[other] { $n } lignes n'ont pas pu être lues.
 }
photo-unread-next = Tapez le numéro qui n'a pas été lu, ou reprenez la photo. Entrée continue sans lui.
photo-trust-confirmed = texte et code-barres concordent
photo-trust-good = lu plusieurs fois pareil
photo-trust-review = à comparer
photo-compared = comparé par vous
photo-left-out = laissé de côté
photo-compare = Comparez le numéro avec la photo. Entrée le prend ; ou tapez ce que vous voyez, puis Entrée. Suppr le laisse de côté.
photo-ready = Entrée vérifie le téléphone.
photo-typed = Tapé : { $text }
photo-type-it = Ce qui a été lu n'est pas un numéro entier. Tapez-le d'après la photo ou le téléphone.
photo-too-many = Il y a plus de numéros que n'en a un téléphone. Suppr en laisse un de côté ; ou photographiez un seul téléphone.
photo-review-next = Comparez-le avec la photo avant de l'utiliser ; une ligne non lue est à taper.
photo-warning-cut-short = Le fichier de la photo finit trop tôt : il en manque une partie.
photo-warning-small = Les chiffres sont petits : approchez l'appareil.
photo-warning-glare = Un reflet couvre le texte : inclinez un peu le téléphone.
photo-warning-failed = Une partie de la lecture a échoué sur cette photo ; comparez avec soin.
key-photo = Photos
key-photo-take = Prendre
key-photo-code = Code
key-photo-drop = Effacer
