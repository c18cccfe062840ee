//! Photos of one replica: taken in, shown, let go, and carried after the records by a round of
//! their own ([`Carrier`]).

use crate::picture::{Picture, picture};
use crate::problems::StoreError;
use crate::replica::Replica;
use crate::step::{Input, Output};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared_model::api::photos::{LinkKind, PhotoData, PhotoStorageView, PhotosOn};
use shared_model::api::{Answer, Code, Done, Problem};
use shared_model::exchange::photos::Carrier;
use shared_model::exchange::read_problem;
use shared_model::photo::{Photo, PhotoHash};
use shared_model::surroundings::random;
use std::sync::Arc;

/// The name under which the choice of links is kept.
pub(crate) const PHOTOS_ON: &str = "photos_on";
/// Posts of photos have this bit in their number, posts of records don't.
const OF_PHOTOS: u64 = 1 << 63;
/// The first version of the protocol that knows photos.
const SINCE: u16 = 2;

/// What a replica knows of its photos' way.
#[derive(Default)]
pub(crate) struct Way {
    carrier: Carrier,
    link: LinkKind,
    post: u64,
}

impl Replica {
    /// Takes a photo in from a camera's file: shrunk, upright, without position, durable here when
    /// this returns. An entry then names it by its hash.
    ///
    /// # Errors
    /// `photo_unreadable`, `too_large`, or `disk_full`; then nothing was kept.
    pub fn take_photo(&mut self, file: &[u8]) -> Result<Photo, Problem> {
        self.keep_picture(picture(file)?)
    }

    pub(crate) fn keep_picture(&mut self, picture: Picture) -> Result<Photo, Problem> {
        let now = self.setting.surroundings.now();
        self.store.write(|tx| tx.keep_picture(&picture, now))?;
        Ok(picture.photo)
    }

    /// The bytes of a photo that is here.
    ///
    /// # Errors
    /// `not_found`.
    pub fn photo_bytes(&mut self, hash: &PhotoHash) -> Result<Vec<u8>, Problem> {
        self.store.read(|tx| match tx.photo(hash)? {
            Some(_) => Ok(tx.photo_joined(hash)?),
            None => Err(no_photo()),
        })
    }

    /// The shell tells which link there is.
    pub fn set_link(&mut self, link: LinkKind) {
        self.way.link = link;
    }

    /// The link as told last, and whether photos are on their way.
    pub(crate) fn photo_way(&self) -> (LinkKind, bool) {
        (self.way.link, self.way.carrier.is_running())
    }

    pub(crate) fn set_photos_on(&mut self, links: PhotosOn) -> Result<Done, Problem> {
        self.store.write(|tx| tx.set_meta(PHOTOS_ON, &links))?;
        Ok(Done::Nothing)
    }

    pub(crate) fn wish_photo(&mut self, hash: &PhotoHash) -> Result<Done, Problem> {
        let known = self.store.write(|tx| tx.wish_photo(hash))?;
        if known { Ok(Done::Nothing) } else { Err(no_photo()) }
    }

    pub(crate) fn let_photos_go(&mut self) -> Result<Done, Problem> {
        let gone = self.store.write(|tx| tx.let_photos_go())?;
        self.give_room_back(gone);
        Ok(Done::LetGo(gone))
    }

    pub(crate) fn drop_photo(&mut self, hash: &PhotoHash) -> Result<Done, Problem> {
        self.store.write(|tx| {
            if !tx.is_photo_of_form(hash)? {
                return Err(Problem::new(Code::Invalid, "an entry names this photo: it stays"));
            }
            tx.drop_photo(hash)?;
            Ok(Done::Nothing)
        })
    }

    pub(crate) fn photo_storage(&mut self) -> Result<Answer, Problem> {
        let link = self.way.link;
        self.store.read(|tx| {
            let photos = tx.stored_photos()?;
            let bytes = |unsent: bool| {
                let here = shared_model::api::photos::PhotoState::Here;
                let counted = photos.iter().filter(|stored| !unsent || stored.view.state != here);
                counted.map(|stored| u64::from(stored.view.photo.bytes)).sum()
            };
            let photos_on = tx.meta(PHOTOS_ON)?.unwrap_or_default();
            let (bytes, bytes_unsent) = (bytes(false), bytes(true));
            Ok(Answer::PhotoStorage(PhotoStorageView { photos_on, link, bytes, bytes_unsent, photos }))
        })
    }

    pub(crate) fn photo_data(&mut self, hash: PhotoHash) -> Result<Answer, Problem> {
        self.store.read(|tx| {
            let (here, state) = tx.photo_state(&hash)?;
            if !here && !tx.is_photo_named(&hash)? {
                return Err(no_photo());
            }
            let url = match tx.photo(&hash)? {
                Some(photo) => {
                    let bytes = STANDARD.encode(tx.photo_joined(&hash)?);
                    Some(format!("data:{};base64,{bytes}", photo.mime))
                }
                None => None,
            };
            Ok(Answer::Photo(PhotoData { hash, state, url }))
        })
    }

    /// Begins a round of photos, or widens the one that runs.
    pub(crate) fn begin_photos(&mut self) -> Vec<Output> {
        if self.setting.protocol < SINCE {
            return vec![];
        }
        let on: Result<Option<PhotosOn>, StoreError> = self.store.read(|tx| tx.meta(PHOTOS_ON));
        let allowed = on.is_ok_and(|on| on.unwrap_or_default().allows(self.way.link));
        let ran = self.way.carrier.is_running();
        self.way.carrier.begin(allowed);
        if ran { vec![] } else { self.next_photo() }
    }

    fn next_photo(&mut self) -> Vec<Output> {
        let (now, protocol) = (self.setting.surroundings.now(), self.setting.protocol);
        let carrier = &mut self.way.carrier;
        match self.store.read(|tx| carrier.next(tx, now, protocol)) {
            Ok(Some(post)) => {
                self.way.post = OF_PHOTOS | u64::from_be_bytes(random(&*self.setting.surroundings));
                vec![Output::Post {
                    post: self.way.post,
                    url: format!("{}{}", self.profile.server, post.path),
                    token: self.profile.token.clone(),
                    frame: Arc::new(post.frame),
                }]
            }
            Ok(None) => self.end_photos(None),
            Err(problem) => self.end_photos(Some(problem.code)),
        }
    }

    /// Whether the input is about a photo's post; then what follows from it.
    pub(crate) fn photo_input(&mut self, input: &Input) -> Option<Vec<Output>> {
        match input {
            Input::Photos => Some(self.begin_photos()),
            Input::Answered { post, .. } | Input::NoAnswer { post, .. } if post & OF_PHOTOS == 0 => None,
            Input::Answered { post, status, body } => {
                let expected = *post == self.way.post && self.way.carrier.is_running();
                Some(if expected { self.photo_answered(*status, body) } else { vec![] })
            }
            Input::NoAnswer { post, problem } => {
                let expected = *post == self.way.post && self.way.carrier.is_running();
                Some(if expected { self.end_photos(Some(problem.code)) } else { vec![] })
            }
            _ => None,
        }
    }

    fn photo_answered(&mut self, status: u16, body: &[u8]) -> Vec<Output> {
        // One answer to one post.
        self.way.post = 0;
        let now = self.setting.surroundings.now();
        let carrier = &mut self.way.carrier;
        let goes_on = self.store.write(|tx| {
            if status == 200 {
                return carrier.take(tx, body, now);
            }
            let problem = read_problem(status, body);
            if carrier.refused(tx, &problem, now)? { Ok(()) } else { Err(problem) }
        });
        match goes_on {
            Ok(()) => self.next_photo(),
            Err(problem) => self.end_photos(Some(problem.code)),
        }
    }

    fn end_photos(&mut self, failure: Option<Code>) -> Vec<Output> {
        let waiting = self.store.write(|tx| {
            tx.drop_left_photos()?;
            tx.unsent_photo_count()
        });
        self.stay_within_budget();
        let [dice] = random(&*self.setting.surroundings);
        let now = self.setting.surroundings.now();
        let finish = self.way.carrier.finish(waiting.unwrap_or(0), failure, now, dice);
        vec![Output::PhotosOver(finish)]
    }
}

fn no_photo() -> Problem {
    Problem::new(Code::NotFound, "no such photo on this phone")
}
