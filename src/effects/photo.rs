//! The worker for pictures: takes them in, has them read, keeps them in the vault while they wait.
//!
//! A picture is read first and lies in the vault before its file goes, so that it is never lost and
//! never left outside. The till's thread only sends; however long a picture takes, it answers keys.

use super::{Outbox, fresh_id};
use crate::photo::child::{LookError, Looker, Want};
use crate::photo::inbox::{Inbox, InboxError, Taken};
use crate::photo::settings::Graphics;
use crate::photo::wire::Seen;
use crate::server::phone::{Phone, PhoneError, PhoneServe, Sink, TOKEN_LIFE, Upload};
use crate::till::{Event, PhoneCode, PhotoAsk, PhotoId, PhotoTold, ReadPhoto, Trouble, Ways};
use crate::vault::{Kept, Tray, Vault};
use crate::words::chain;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// Name of the worker's thread, as a panic reports it.
pub const PHOTO_WORKER: &str = "pictures";
/// How often the inbox is looked into.
const POLL: Duration = Duration::from_secs(1);
/// How long the end of the till waits for what was asked last.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// What a picture's name in the tray begins with.
const NAME: &str = "photo.";

/// What the worker works with.
#[derive(Debug)]
pub struct PhotoWork {
    /// The watched folder.
    pub inbox: Option<PathBuf>,
    /// A folder with other models.
    pub models: Option<PathBuf>,
    /// Whether a picture is kept with its check.
    pub keep: bool,
    /// How parts of pictures are drawn.
    pub graphics: Graphics,
    /// Where the page for a telephone would be, or why it cannot be.
    pub phone: Option<Result<PhoneServe, PhoneError>>,
    /// The shop's folder, with the vault.
    pub vault: PathBuf,
}

enum Job {
    Ask(PhotoAsk),
    Upload(Upload),
    End,
}

/// The sending side of the worker.
#[derive(Debug)]
pub struct PhotoDesk {
    jobs: Sender<Job>,
    ended: Receiver<()>,
}

impl PhotoDesk {
    /// Starts the thread; `None` where the system gives none.
    pub fn start(work: PhotoWork, outbox: Outbox) -> Option<Self> {
        let (jobs, inbox) = channel();
        let (end, ended) = channel();
        let sender = jobs.clone();
        let body = move || {
            Worker::new(work, outbox, sender).run(&inbox);
            // Nobody may wait any more.
            let _alone = end.send(());
        };
        std::thread::Builder::new().name(PHOTO_WORKER.to_owned()).spawn(body).ok()?;
        Some(Self { jobs, ended })
    }

    /// Hands a wish over; never waits.
    pub fn send(&self, ask: PhotoAsk) {
        // A worker that panicked has told so.
        let _gone = self.jobs.send(Job::Ask(ask));
    }
}

impl Drop for PhotoDesk {
    /// Lets the worker finish what takes no time; a picture that is being read is read again at the next start.
    fn drop(&mut self) {
        let _gone = self.jobs.send(Job::End);
        let _late = self.ended.recv_timeout(LAST_WORDS);
    }
}

struct Worker {
    work: PhotoWork,
    outbox: Outbox,
    looker: Looker,
    inbox: Option<Inbox>,
    vault: Option<Vault>,
    phone: Option<Phone>,
    jobs: Sender<Job>,
}

impl Worker {
    fn new(work: PhotoWork, outbox: Outbox, jobs: Sender<Job>) -> Self {
        let looker = Looker::new(work.models.as_deref());
        let inbox = work.inbox.clone().map(Inbox::new);
        // Without the vault pictures are read all the same; they wait in memory only.
        let vault = Vault::open(&work.vault).ok();
        Self { work, outbox, looker, inbox, vault, phone: None, jobs }
    }

    fn tell(&self, told: PhotoTold) {
        self.outbox.send(Event::Photo(told));
    }

    fn run(&mut self, jobs: &Receiver<Job>) {
        self.tell(PhotoTold::Ways(self.ways()));
        self.offer_again();
        loop {
            // Without a folder nothing has to be looked at: a till at rest sleeps.
            let next = match &self.inbox {
                Some(_) => jobs.recv_timeout(POLL),
                None => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match next {
                Ok(Job::Ask(ask)) => self.asked(ask),
                Ok(Job::Upload(upload)) => self.uploaded(upload),
                Err(RecvTimeoutError::Timeout) => self.look(),
                Ok(Job::End) | Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn ways(&self) -> Ways {
        let inbox = self.inbox.as_ref().map(|inbox| inbox.folder().display().to_string());
        Ways { inbox, phone: self.work.phone.is_some(), tls: self.has_tls(), graphics: self.work.graphics }
    }

    fn has_tls(&self) -> bool {
        matches!(&self.work.phone, Some(Ok(serve)) if serve.tls.is_some())
    }

    fn asked(&mut self, ask: PhotoAsk) {
        match ask {
            PhotoAsk::Look => self.look(),
            PhotoAsk::Phone => self.show_code(),
            PhotoAsk::EndPhone => self.phone = None,
            PhotoAsk::Forget(id) => {
                if let Some(vault) = &mut self.vault {
                    // What stays is offered again at the next start.
                    let _offered_again = vault.remove(Tray::Pictures, &name(id));
                }
            }
        }
    }

    /// Opens the page where it is not open, and shows a new code.
    fn show_code(&mut self) {
        let told = match self.open_phone().and_then(Phone::link) {
            Ok(link) => {
                let life_ms = u64::try_from(TOKEN_LIFE.as_millis()).unwrap_or(u64::MAX);
                PhotoTold::Phone(PhoneCode { link, life_ms })
            }
            Err(error) => PhotoTold::NoPhone(Trouble { what: chain(&error), advice: error.advice().to_owned() }),
        };
        self.tell(told);
    }

    fn open_phone(&mut self) -> Result<&Phone, PhoneError> {
        if self.phone.is_none() {
            let serve = match &self.work.phone {
                Some(Ok(serve)) => serve,
                Some(Err(error)) => return Err(again(error)),
                None => return Err(PhoneError::Address(String::new())),
            };
            let jobs = self.jobs.clone();
            let sink: Sink = Arc::new(move |upload| {
                // The till has ended; the phone hears nothing.
                let _gone = jobs.send(Job::Upload(upload));
            });
            self.phone = Some(Phone::open(serve, sink)?);
            // The first picture shall not wait for the models.
            let _told_with_the_picture = self.looker.warm_up();
        }
        self.phone.as_ref().ok_or(PhoneError::Random)
    }

    fn uploaded(&mut self, mut upload: Upload) {
        let bytes = std::mem::take(&mut upload.bytes);
        match self.read(bytes) {
            Ok(photo) => {
                // In this order: the page may be closed as soon as the till knows.
                upload.answer(!photo.reading.identifiers.is_empty());
                self.tell(PhotoTold::Read(Box::new(photo)));
            }
            Err(error) => {
                upload.answer(false);
                self.tell(PhotoTold::Refused(trouble(&error)));
            }
        }
    }

    /// Looks into the inbox; one picture after the other, until none is ready.
    fn look(&mut self) {
        let Some(mut inbox) = self.inbox.take() else { return };
        let mut complaints = Vec::new();
        while let Some(taken) = inbox.next(&mut complaints) {
            self.take_in(&mut inbox, taken, &mut complaints);
        }
        for complaint in complaints {
            let advice = complaint.advice().to_owned();
            self.tell(PhotoTold::Refused(Trouble { what: chain(&complaint), advice }));
        }
        self.inbox = Some(inbox);
    }

    fn take_in(&mut self, inbox: &mut Inbox, mut taken: Taken, complaints: &mut Vec<InboxError>) {
        match self.read(std::mem::take(&mut taken.bytes)) {
            Ok(photo) => {
                complaints.extend(inbox.done(&taken).err());
                self.tell(PhotoTold::Read(Box::new(photo)));
            }
            Err(error) => {
                inbox.keep_off(&taken);
                self.tell(PhotoTold::Refused(trouble(&error)));
            }
        }
    }

    /// Has a picture read and lays its copy into the vault.
    fn read(&mut self, bytes: Vec<u8>) -> Result<ReadPhoto, LookError> {
        self.tell(PhotoTold::Reading);
        let Seen { reading, copy } = self.looker.look(bytes, Want { read: true, keep: self.work.keep })?;
        let id = fresh_id();
        if let (Some(vault), Some(copy)) = (&mut self.vault, copy.as_ref().filter(|_| !reading.identifiers.is_empty()))
        {
            // Where the disk is full, the picture waits in memory; nothing of it was confirmed yet.
            let _in_memory = vault.put(Tray::Pictures, &Kept { name: name(id), entry: None, bytes: copy.to_vec() });
        }
        Ok(ReadPhoto { id, reading, picture: copy, from_before: false })
    }

    /// Pictures that waited when the last run ended.
    fn offer_again(&mut self) {
        let Some(vault) = &mut self.vault else { return };
        for kept in vault.list(Tray::Pictures).unwrap_or_default() {
            let Some(id) = kept.strip_prefix(NAME).and_then(|id| id.parse::<PhotoId>().ok()) else { continue };
            let Ok(Some(kept)) = vault.get(Tray::Pictures, &kept) else { continue };
            let picture: Arc<[u8]> = kept.bytes.clone().into();
            // One that cannot be read now is tried again at the next start.
            let Ok(seen) = self.looker.look(kept.bytes, Want { read: true, keep: false }) else { continue };
            let photo = ReadPhoto { id, reading: seen.reading, picture: Some(picture), from_before: true };
            self.outbox.send(Event::Photo(PhotoTold::Read(Box::new(photo))));
        }
    }
}

fn name(id: PhotoId) -> String {
    format!("{NAME}{id}")
}

fn trouble(error: &LookError) -> Trouble {
    Trouble { what: chain(error), advice: error.advice() }
}

/// What the config got wrong is told each time.
fn again(error: &PhoneError) -> PhoneError {
    match error {
        PhoneError::Address(text) => PhoneError::Address(text.clone()),
        PhoneError::Public(ip) => PhoneError::Public(*ip),
        PhoneError::Name(text) => PhoneError::Name(text.clone()),
        PhoneError::HalfTls => PhoneError::HalfTls,
        PhoneError::Server(_) | PhoneError::Random => PhoneError::Random,
    }
}
