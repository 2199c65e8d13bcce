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

demo-asked-again = le même téléphone, redemandé tout seul
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
sign-in-hint = Dans chaque ligne écrite. Codes : countercheck staff add
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
on-hold-own = le magasin
on-hold-police = police
on-hold-statutory = la loi
on-hold-nobody = aucune source
release-listed-by = Listé par { $sources } au début du blocage.
release-prompt = Motif
release-hint = Entrée lève le blocage, Esc le laisse. Qu'une liste ait retiré le numéro n'est pas un motif en soi.
status-on-hold = { $n } bloqués (F9)
stock-mark = F7 : acheter
stock-in = En stock. F7 : bloquer
stock-on-hold = BLOQUÉ. F7 : débloquer
key-on-hold = Bloqués
key-release = Lever

## Papiers : ce que les gens emportent ou signent

paper-training = FORMATION : ce papier ne vaut rien
paper-place = { $shop } · { $time }
paper-deal = Opération { $number }
paper-total = Total
paper-reference = Référence
paper-seller = Vendeur
paper-buyer = Acheteur
paper-address = Adresse
paper-born = Né(e) le
paper-document = Pièce
paper-method = Payé par
paper-method-cash = espèces
paper-method-card = carte
paper-method-transfer = virement
paper-method-cheque = chèque
paper-method-voucher = bon d'achat
paper-declaration-title = Déclaration
paper-declaration-sign = Signature du vendeur, { $date }
paper-declaration-scan = Pour la boutique : à scanner une fois signé
paper-label-hold = À garder jusqu'au { $date }
paper-cannot-title = Pas d'achat aujourd'hui
paper-cannot-thanks = Merci de votre visite.
paper-cannot-means = Nos vérifications ne nous permettent pas d'acheter cet article aujourd'hui. Cela ne dit rien de vous.
paper-cannot-contact = Qui peut vous en dire plus :
paper-repair-title = Bon de réparation
paper-repair-fault = Panne
paper-repair-estimate = Devis
paper-repair-ready = Prêt à partir du
paper-repair-collect = Merci d'apporter ce papier pour le retrait.
paper-repair-passcode = Nous ne notons jamais de code secret.
paper-pledge-title = Bon de gage
paper-pledge-by = Mis en gage par
paper-pledge-lent = Somme prêtée
paper-pledge-due = À racheter avant le
paper-pledge-keep = Gardez ce papier : c'est avec lui que le gage se rachète.
paper-pledge-sign = Signature
paper-seizure-title = Objets remis
paper-seizure-agency = Autorité
paper-seizure-officer = Agent
paper-seizure-theirs = Leur référence
paper-seizure-ours = Notre référence
paper-seizure-sign-officer = Signature de l'agent
paper-seizure-sign-shop = Signature pour la boutique
paper-day-title = Feuille de caisse
paper-day-nobody = Sans nom
paper-day-taken = entrées
paper-day-paid = sorties
paper-day-expected = Espèces attendues
paper-day-counted = Espèces comptées
paper-day-not-counted = non comptées
paper-day-difference = Écart
paper-day-sign = Compté par
paper-invoice-title = Facture { $number }
paper-test-title = Essai
paper-test-letters = ABC abc 0123456789 àâçéèêëîïôùûü ÄÖÜß
paper-test-scan = Scannez ces barres à la caisse : elle doit dire CC-000123-0.
notice-papers-wait = { $n ->
    [one] Un papier attend l'imprimante : { $what }. { $advice }
   *[other] { $n } papiers attendent l'imprimante : { $what }. { $advice }
}
notice-papers-printed = { $n ->
    [one] Le papier en attente est imprimé.
   *[other] Les { $n } papiers en attente sont imprimés.
}
notice-paper-lost = Non imprimé : { $what }. { $advice }
## Stock : ce qui est là, ce qui est retenu, et ce qu'on en fait

key-stock = Stock
pane-stock-card = Article
pane-stock-form = Stock
stock-view-all = Stock : tout ce qui est là
stock-view-held = Stock : retenu
stock-view-due = Stock : libre dès aujourd'hui
stock-view-others = Stock : gages et réparations
stock-hint = Scannez une étiquette, ou un appareil pour savoir s'il est là. F2 autre vue, F3 compter, F4 vendre en lot, F9 retenues.
stock-empty = Rien ici.
stock-missing = Manque
stock-none-missing = Rien ne manque.
stock-column-number = Numéro
stock-column-where = Où
stock-column-cost = Payé
stock-column-until = Jusqu'au
stock-for-sale = à vendre
stock-on-hold-now = RETENU
stock-kept = gardé
stock-pledged = en gage
stock-in-repair = réparation
stock-sold = vendu
stock-returned = rendu
stock-surrendered = à la police
stock-parts = en pièces
stock-count-hint = Scannez tout ce qui est là. Vus { $seen }, pas encore vus { $missing }, sans inscription { $surplus }. Entrée termine, Échap abandonne.
stock-count-ended = Compté : vus { $seen }, manquants { $missing }, sans inscription { $surplus }. Le compte est au registre. Échap pour quitter.
stock-batch-hint = Scannez ce qui est vendu ensemble : { $n } pour l'instant. { $items } Entrée passe aux prix, Échap abandonne.
stock-came = En stock depuis le { $day }, marqué sur sa vérification.
stock-came-by = Entré le { $day } par l'opération { $deal }. Payé : { $cost }
stock-hold = RETENU ({ $why }) depuis le { $since }, jusqu'au { $until }
stock-hold-open = jour où quelqu'un lève la retenue
stock-rule-unverified = règle non vérifiée
stock-pledge = En gage pour { $amount }, échéance { $due }
stock-sold-on = Vendu le { $day } pour { $price }, facture { $invoice }
stock-left-on = Sorti le { $day }
stock-act-sell = Vendre
stock-act-refund = Reprendre et rembourser
stock-act-reverse = Annuler l'achat
stock-act-collect = Retiré par le client
stock-act-owner = À son propriétaire, sur parole de la police
stock-act-surrender = Remettre à la police
stock-act-dismantle = Démonter
stock-act-redeem = Dégager
stock-act-renew = Prolonger
stock-act-forfeit = Gage acquis
stock-act-hold = Retenir
stock-act-release = Lever une retenue
stock-field-price = Prix
stock-field-method = Payé par (1 espèces, 2 carte, 3 virement, 4 chèque, 5 bon)
stock-field-buyer = Nom de l'acheteur
stock-field-address = Adresse de l'acheteur
stock-field-agency = Service
stock-field-officer = Agent
stock-field-reference = Leur référence
stock-field-until = Jusqu'au (AAAA-MM-JJ ; rien : jusqu'à ce qu'on la lève)
stock-field-due = Nouvelle date (AAAA-MM-JJ)
stock-field-reason = Motif
stock-field-number = Scannez le numéro de l'appareil lui-même
stock-field-whose = Pour qui (1 nous-mêmes, 2 la police)
stock-field-which = Quelle retenue
stock-field-confirm = Entrée l'inscrit au registre
stock-form-hint = Entrée continue, Échap abandonne sans inscription.
stock-rechecked = Vérifié de nouveau : { $result }
stock-done = { $act } : { $item }, inscrit au registre.
stock-sold-many = { $n } articles vendus sur une facture.
stock-unknown = Pas d'article { $item } ici.
stock-here = Il est là : { $item }.
stock-not-here = Aucun article de ce numéro n'est ou n'a été ici.
stock-gone = Il était là comme { $item } et n'y est plus.
stock-another-handset = Ce n'est pas l'appareil vendu comme { $item }. Pas de remboursement.
stock-no-amount = Ce n'est pas un montant. Tapez par exemple 120,50.
stock-no-day = Tapez un jour à venir, AAAA-MM-JJ.
stock-needed = Il faut le dire ici.
stock-still-checking = La vérification de l'appareil n'est pas terminée.
stock-added = Ajouté { $item } ; { $n } ensemble.
stock-seen = Vu { $item } ; { $n } pour l'instant.
stock-surplus = Absent du registre : { $n } pour l'instant. Mettez-le de côté et cherchez pourquoi.
stock-refused-hold = { $item } est retenu ({ $why }) jusqu'au { $until }. Gardez-le.
stock-refused-place = Impossible : { $item } est { $place }.
stock-refused-no-hold = Rien ne retient { $item }.
stock-refused-due = { $item } est en gage jusqu'au { $due }.
pay-cash = espèces
pay-card = carte
pay-transfer = virement
pay-cheque = chèque
pay-voucher = bon
day-money = entré { $in }, sorti { $out } { $currency }
day-drawer = La caisse devrait contenir { $amount } { $currency }.
## Les règles du lieu

policy-generic = Aucun lieu particulier
policy-england = Angleterre
policy-scotland = Écosse
policy-kent-medway = Kent et Medway
policy-france = France
policy-new-south-wales = Nouvelle-Galles du Sud
policy-california = Californie
policy-florida = Floride
policy-south-africa = Afrique du Sud
policy-india = Inde
policy-verified = lue dans le texte même le { $day }
policy-unverified = règle non vérifiée
policy-unverified-means = Personne n'a encore lu cette règle dans le texte même. Demandez à l'autorité avant de vous y fier.
policy-house = règle de la maison
policy-code = code de la profession
policy-clock-hours = { $n ->
    [one] { $n } heure
   *[other] { $n } heures
}
policy-clock-weekday-hours = { $n ->
    [one] { $n } heure, hors samedi et dimanche
   *[other] { $n } heures, hors samedi et dimanche
}
policy-clock-days = { $n ->
    [one] { $n } jour
   *[other] { $n } jours
}
policy-clock-working-days = { $n ->
    [one] { $n } jour ouvré
   *[other] { $n } jours ouvrés
}
policy-hold-until = À garder jusqu'au { $until } ({ $period }).
policy-hold-waits = À garder : le délai ({ $period }) commence quand le système de la police a reçu la déclaration.
policy-hold-uncertain = À garder au moins jusqu'au { $until } ({ $period }). Les jours fériés de cette année ne sont pas connus ici : vérifiez-les d'abord.
policy-keep-until = À conserver jusqu'au { $day }.
policy-erase-by = À effacer au plus tard le { $day }.
policy-report-by = À déclarer avant le { $when }.
policy-under-age = Le vendeur doit avoir au moins { $years } ans.
policy-cash-forbidden = Pas d'espèces pour ceci : payez par chèque ou virement.
policy-buyer-needed = À ce prix, l'acheteur doit être inscrit.
policy-list-choose = Règles applicables (numéro ou nom ; 0 : aucune de celles-ci)
policy-list-unknown = Il n'y a pas ici de règles de ce nom.
need-required = exigé
need-optional = peut être demandé
need-forbidden = ni demandé ni gardé
deal-kind-purchase = Achat
deal-kind-pledge = Gage
deal-kind-part-exchange = Reprise
deal-kind-repair = Réparation
deal-kind-enquiry = Renseignement
deal-kind-opening-stock = Stock initial
ask-document = Pièce d'identité
ask-document-issuer = Délivrée par
ask-document-issued = Délivrée le
ask-document-expires = Valable jusqu'au
ask-how-identified = Mode d'identification
ask-name = Nom et prénoms
ask-born = Date de naissance
ask-address = Adresse
ask-phone = Téléphone
ask-profession = Profession
ask-sex = Sexe
ask-height = Taille
ask-appearance = Signalement
ask-vehicle-registration = Immatriculation du véhicule
ask-document-picture = Image de la pièce
ask-seller-picture = Image du vendeur
ask-thumbprint = Empreinte du pouce
ask-signature = Signature
ask-staff-signature = Nom et signature de l'agent
ask-serial = IMEI ou numéro de série
ask-model = Marque et modèle
ask-description = Description et marques
ask-colour = Couleur
ask-storage = Mémoire
ask-condition = État
ask-mac = Adresse MAC Wi-Fi
ask-goods-picture = Image de l'objet
ask-provenance = Provenance
ask-storage-place = Lieu de rangement
ask-price = Prix
ask-payment = Mode de paiement
ask-buyer-name = Nom de l'acheteur
ask-buyer-address = Adresse de l'acheteur
ask-buyer-phone = Téléphone de l'acheteur

## Deals

key-buy = Acheter
key-deals = Affaires
key-next = Suite
key-park = De côté
key-begin = Ouvrir
## Pièces d'identité

document-kind-passport = Passeport
document-kind-id-card = Carte d'identité
document-kind-residence-permit = Titre de séjour
document-kind-visa = Visa
document-kind-driving-licence = Permis de conduire
document-kind-other = Autre pièce
evidence-read = lu
evidence-check-digit = clé juste
evidence-repaired = réparé
evidence-typed = saisi
deal-title = { $kind }
deal-title-masked = { $kind }, commencée par une autre équipe
deal-lines = Articles
deal-total = Total { $amount }
deal-line-hold = gardé jusqu'au { $until }
deal-line-unnamed = Téléphone
deal-line-device = Appareil
deal-line-goods = Objet
deal-line-listed-by = listé par { $sources }
deal-state-empty = pas de numéro
deal-state-failed = à relire
deal-state-no-check = rien à vérifier
deal-state-ended-refused = non repris
deal-state-ended-handed-back = rendu
deal-warnings = À regarder
deal-rule = { $rule } (règle non vérifiée)
deal-refusal = Non acheté aujourd'hui, ligne { $lines }. Référence { $reference }. F12 imprime un mot.
deal-refusal-advice = Une source liste la ligne { $lines }. La réparation continue ; dites au propriétaire qui appeler. Référence { $reference }.
deal-refusal-others = Les autres lignes peuvent continuer.
deal-refusal-say = Dites : « { $text } »
deal-known-offer = Cette personne a déjà vendu ici : F4 reprend l'adresse (le registre le note).
deal-enter-take = Entrée valide
deal-enter-pass = Entrée le laisse vide
deal-enter-print = Entrée imprime la déclaration
deal-enter-finish = Entrée confirme l'affaire
deal-enter-put-away = Entrée range l'affaire
deal-more-keys = + ajouter   - non repris   * remarques   haut/bas ligne
deal-menu-title = Affaires
deal-menu-begin = Commencer
deal-menu-parked = En attente
deal-menu-row = { $what }, débutée { $since }
deal-menu-hint = Haut, bas et Entrée, ou le numéro. Une affaire en attente survit à une coupure.
deal-row-first = Premier article
deal-row-number = IMEI
deal-row-tray = IMEI du tiroir
deal-row-box = IMEI de la boîte
deal-row-lock = Verrou d'activation
deal-row-document-kind = Type de pièce
deal-row-fault = Panne
deal-row-due = Échéance
deal-row-book-page = Page du registre papier
deal-row-against = Contre l'article
deal-row-warning = À examiner
deal-row-payment = Paiement
deal-row-declaration = Déclaration
deal-row-confirm = Signature
deal-ask-first = Scannez le téléphone, ou + pour autre chose
deal-ask-number = Scannez ou tapez l'IMEI
deal-ask-lock = Le verrou d'activation est-il actif ?
deal-ask-price = Tapez le prix, puis Entrée
deal-ask-document = Scannez la pièce, ou tapez son numéro
deal-ask-of-person = Tapez, puis Entrée
deal-ask-of-line = Tapez, puis Entrée
deal-ask-document-kind = De quel type de pièce s'agit-il ?
deal-ask-fault = Quelle est la panne ? Jamais de code ni mot de passe
deal-ask-due = Tapez l'échéance, ou un nombre de jours
deal-ask-book-page = Tapez la page de l'ancien registre
deal-ask-against = Tapez le numéro de l'article visé
deal-ask-warning = Examinez l'avertissement et choisissez
deal-ask-payment = Comment est-ce payé ?
deal-ask-declaration = Entrée imprime la déclaration
deal-ask-signed = Scannez le code de la déclaration signée, ou s
deal-ask-confirm = Tout est là : Entrée l'enregistre
deal-ask-writing = Enregistrement en cours
deal-ask-why = Pourquoi s'arrêter ?
deal-ask-add = Qu'ajoutez-vous ?
deal-ask-end = Pourquoi ne pas le prendre ?
deal-ask-marks = Qu'a-t-il de particulier ?
deal-ask-end-enquiry = Entrée termine la demande
deal-ask-put-away = Rien n'est pris : Entrée termine, F12 imprime un papier
deal-ask-waiting = En attente de la vérification
deal-add-device = Autre appareil, par numéro de série
deal-add-goods = Marchandise décrite
deal-add-no-number = Téléphone dont l'IMEI est illisible
deal-end-refused = Nous ne le prenons pas
deal-end-handed-back = La personne le reprend
deal-end-mistake = Scanné par erreur
deal-mark-dead = Ne démarre pas
deal-mark-no-number = IMEI illisible
deal-mark-for-parts = Acheté pour pièces
deal-lock-off = Inactif
deal-lock-on = Actif
# Affaires
deal-lock-not-shown = N'a pu être montré
deal-pay-cash = Espèces
deal-pay-card = Carte
deal-pay-transfer = Virement
deal-pay-cheque = Chèque
deal-pay-voucher = Bon d'achat
deal-resolved-explained = Examiné : expliqué
deal-resolved-accepted = Continuer quand même
deal-resolved-declined = Nous ne le prenons pas
deal-why-wrong-scan = Mauvais scan
deal-why-enquiry = Demande de prix
deal-why-changed-mind = La personne a changé d'avis
deal-why-refused = Nous refusons
deal-why-handed-back = Rendu
deal-why-abandoned = Personne n'est revenu
deal-signed-on-paper = Signé sur papier
deal-confirm = Enregistrer
deal-declaration-is-printed = Imprimée
deal-warning-refused-before = Article { $line } : déjà refusé ici ({ $count })
deal-warning-still-in-stock = Article { $line } : déjà acheté ici et pas vendu
deal-warning-often-seller = Cette personne a vendu ici { $count } fois en { $days } jours (signalé dès { $threshold })
deal-warning-two-names = Ce numéro de pièce est venu avec { $count } noms
deal-warning-under-age = { $count } ans ; une affaire est permise dès { $threshold }
deal-warning-numbers-differ = Article { $line } : tiroir ou boîte montre un autre numéro
deal-warning-document-expired = La pièce a expiré
deal-warning-document-kind = Ce type de pièce n'est pas accepté ici
deal-warning-caution = Article { $line } : une source appelle à la prudence
deal-warning-lock-on = Article { $line } : le verrou d'activation est actif
deal-warning-price-pattern = Le prix sort de l'ordinaire
deal-warning-address-pattern = { $count } personnes ont donné cette adresse
deal-warning-not-looked-up = Le registre du magasin n'a pu être consulté
deal-slip-writing = Enregistrement en cours
deal-slip-empty = Rien n'a été tapé
deal-slip-passcode = Aucun code n'est conservé : notez-le sur le ticket papier
deal-slip-due = Ni un jour à venir, ni un nombre de jours
deal-slip-page = Pas un numéro de page
deal-slip-item = Pas un numéro d'article
deal-slip-choose = Choisissez une des touches
deal-slip-price = Pas un prix
deal-slip-number = Scannez ou tapez un numéro ici
deal-slip-document = Trop court pour un numéro de pièce
deal-slip-date = Pas une date : jour.mois.année
deal-slip-sex = M, F ou X
deal-slip-phone = Trop court pour un téléphone
deal-slip-other-declaration = Cette déclaration est d'une autre affaire
deal-slip-old-declaration = Modifié depuis l'impression : imprimez et faites signer de nouveau
deal-slip-not-complete = Il manque quelque chose : voir la liste
deal-slip-not-open = Le registre n'est pas encore prêt ; réessayez
deal-slip-too-many = Trop d'affaires ouvertes : terminez-en une (F11)
deal-slip-too-many-lines = Une affaire tient 30 lignes au plus : ouvrez-en une autre
deal-slip-not-allowed = Ce choix n'est pas possible ici
deal-slip-stays = Il reste sur la liste tant que sa vérification l'exige
deal-slip-printed = Le papier est imprimé
deal-picture-taken = Photo conservée
deal-picture-not-wanted = Une telle photo n'est pas conservée ici
deal-picture-too-long = Photo trop grande, ou trop de photos
deal-known-taken = Adresse reprise d'une affaire précédente
deal-document-read = La pièce est lue
deal-document-not-wanted = Aucune pièce n'est conservée ici ; rien n'en a été repris
deal-document-next-line = Maintenant la ligne suivante de la pièce
deal-drafts-there = Des affaires en cours attendent : F11
deal-parked = Mis de côté : F11 le reprend
deal-dropped = Terminé et enregistré
deal-declaration-printed = Déclaration imprimée : faites signer, puis scannez son code
deal-signed = Enregistré
deal-signed-card = Affaire { $number } au registre : entrée { $index }. Articles { $items }. Total { $total }.
deal-signed-provisional = Une source n'a pas encore répondu : elle est redemandée d'elle-même.
## Pièces d'identité

document-evidence-read = lu
document-evidence-check-digit = clé exacte
document-evidence-repaired = réparé
document-evidence-typed = saisi
document-part-code = code du document
document-part-issuer = autorité
document-part-number = numéro du document
document-part-surname = nom
document-part-given = prénoms
document-part-born = date de naissance
document-part-sex = sexe
document-part-nationality = nationalité
document-part-issued = date de délivrance
document-part-expires = date d'expiration
document-part-optional = données facultatives
document-part-composite = ligne entière
document-agreement-agrees = concorde
document-agreement-disagrees = ne concorde pas
document-agreement-unknown = comparaison impossible
document-refused-not = Ce n'est ni un passeport, ni une carte d'identité, ni un permis.
document-refused-long = Plus que n'en contient un document.
document-refused-lines = Ligne { $have } sur { $need } du document lue.
document-refused-length = Une ligne du document est trop courte ou trop longue.
document-refused-character = Un caractère n'a pas sa place ici : { $part }.
document-refused-digit = La clé de contrôle ne correspond pas : { $part }.
document-refused-date = Date impossible : { $part }.
document-refused-missing = Il manque : { $part }.
document-refused-layout = Le lecteur tape pour un autre clavier.
document-advice-not = Lisez le code au dos du permis, ou les lignes en bas du passeport.
document-advice-long = Lisez un seul document.
document-advice-lines = Lisez la ligne suivante.
document-advice-again = Relisez lentement, bien à plat. Si cela échoue encore, saisissez les données du document.
document-advice-compare = Comparez avec le recto imprimé. Saisissez les données si le document est en règle.
document-advice-layout = Réglez le pays du clavier du lecteur sur celui de cet ordinateur, ou passez-le en USB série.
deal-document-passport = Passeport
deal-document-id-card = Carte d'identité
deal-document-residence-permit = Titre de séjour
deal-document-visa = Visa
deal-document-driving-licence = Permis de conduire
deal-document-other = Autre pièce
deal-on-paper = C'est sur le papier
deal-slip-training = Une affaire ouverte en formation y reste : abandonnez-la (F8)
## Personnel : code, verrou, deuxième personne

pane-locked = Verrouillé
pane-leave = Quitter le comptoir ?
pane-second = Une deuxième personne
role-clerk = vendeur
role-manager = gérant
role-auditor = contrôleur
sign-in-who = Nom, premières lettres ou numéro
sign-in-people-hint = Haut et bas pour choisir, Entrée pour valider. Un badge peut être scanné.
sign-in-nobody = Personne de ce nom ici. Un gérant ajoute le personnel : countercheck staff add
sign-in-locked-row = (bloqué)
sign-in-pin = Code de { $name }
sign-in-pin-hint = Entrée valide, Échap recommence.
sign-in-passphrase = La phrase secrète du magasin
sign-in-passphrase-why = Une fois après le démarrage. Entrée seule la saute : la vente marche, noms et pièces restent fermés.
sign-in-checking = Un instant...
pin-wrong = Ce code ne convient pas. Encore { $left } essais, puis un gérant doit le débloquer.
pin-wait = Plusieurs codes ne convenaient pas. Le prochain essai compte à partir de { $time }.
pin-locked = Bloqué après trop de codes. Un gérant, ou la phrase secrète, débloque : countercheck staff reset
pin-left = Cette personne ne s'identifie plus ici. Demandez à un gérant.
passphrase-wrong = Ceci n'ouvre pas la clé du magasin. Essayez encore, ou Entrée seule pour la sauter.
lock-why = Quelqu'un est identifié ici. Les scans sont gardés pendant ce temps.
lock-other-person = F5 : quelqu'un d'autre prend la relève ; le service d'avant se termine.
leave-why = Verrouillez si vous revenez. Passez la relève si quelqu'un d'autre continue.
leave-lock = Verrouiller la caisse
leave-hand-over = Relève : votre service se termine
second-why = { $act } : il faut une deuxième personne. Appelez un gérant à la caisse.
second-cannot = Cette personne ne peut pas s'en porter garante. Demandez à un gérant.
notice-not-allowed = { $act } : pas avec votre rôle. Un gérant s'identifie pour cela (F5).
act-buy = Acheter
act-sell = Vendre
act-hold = Mettre en attente
act-release = Lever une retenue
act-surrender = Remettre à la police
act-refund = Reprendre une vente
act-reverse = Annuler un achat
act-dismantle = Démonter
act-count = Compter le stock
act-reveal = Montrer des données personnelles
act-erase = Effacer des données personnelles
act-export = Prendre un extrait
act-close-day = Clore la journée
act-correct = Corriger une ligne
act-training = Commencer ou finir la formation
act-manage-staff = Changer la liste du personnel
act-keys = Changer les clés du magasin
act-inspect = Inspection
staff-cli-pin = Code (non affiché)
staff-cli-pin-new = Nouveau code, 4 à 12 chiffres (non affiché)
staff-cli-pin-again = Encore une fois le même

## Inspection : un agent au comptoir

pane-inspection = Inspection
key-inspect = Contrôle
key-turn = Page
key-open = Ouvrir
key-end = Fin
inspection-why = Un agent peut consulter le registre à tout moment. C'est inscrit ; rien de personnel n'apparaît sans motif.
inspection-agency = Quel service de police ou quelle autorité
inspection-officer = Nom et matricule de l'agent
inspection-reason = Pourquoi ouvrir cette ligne (numéro d'affaire)
inspection-open = Inspection par { $agency }
inspection-size = Registre { $origin }, époque { $epoch } : { $n } lignes
inspection-root = Racine { $root }
inspection-verifies = Il se vérifie, d'après ce programme. Celui-ci est au magasin : vérifiez avec votre copie.
inspection-verifies-not = Il ne se vérifie PAS : { $n } constats. Voir : countercheck verify
inspection-not-verified = Il n'a pas pu être vérifié. Voir : countercheck verify
inspection-closed = Journées closes jusqu'au { $day }.
inspection-not-closed = Aucune journée n'est close.
inspection-cosigned = Cosigné par { $witness } à { $size } lignes, { $at }.
inspection-not-cosigned = Aucun témoin ne l'a encore cosigné.
inspection-totals = En tout : { $checks } contrôles, { $hits } signalements, { $purchases } achats.
inspection-stock = En stock { $stock }, retenus { $held }.
inspection-alarms = Lignes sur pannes, sauts d'horloge, listes refusées et clôtures tardives : { $n }.
inspection-own-copy = Un extrait pour votre ordinateur : countercheck log export. Tab montre le registre.
inspection-log-hint = Haut et bas pour choisir ; Entrée ouvre une ligne pour un motif, qui est inscrit.
inspection-values = Ligne { $index }, ouverte
inspection-erased = Il n'en reste plus rien.
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
