//! Setting how an event looks.

use super::Act;
use super::apply::feed_kind;
use crate::colour::Palette;
use crate::fact::{EventLookSet, Fact};
use crate::look::{Look, Picture};
use crate::message::Language;
use crate::roster::Event;
use crate::store::{StoreError, Tx};

/// What changes of an event's look; what isn't named stays. An inner `None` takes it away.
#[derive(Debug, Clone, Default)]
pub struct NewLook {
    /// Its accents.
    pub palette: Option<Option<Palette>>,
    /// Its picture.
    pub picture: Option<Option<Picture>>,
    /// Where its guests go next, by language.
    pub next: Vec<(Language, Option<String>)>,
    /// What it is called, by language.
    pub names: Vec<(Language, Option<String>)>,
}

/// Sets an event's look and tells its stations; what it looks like now.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn set_look<T: Tx>(
    act: &mut Act<'_, T>,
    event: &Event,
    new: &NewLook,
) -> Result<Look, StoreError> {
    let mut look = Look::clone(&event.look);
    if let Some(palette) = new.palette {
        look.palette = palette;
    }
    if let Some(picture) = &new.picture {
        look.picture = picture.as_ref().map(Picture::hash);
    }
    for (language, text) in &new.next {
        look.next.of(*language).clone_from(text);
    }
    for (language, name) in &new.names {
        look.names.of(*language).clone_from(name);
    }
    if look == *event.look {
        return Ok(look);
    }
    if let Some(picture) = new
        .picture
        .as_ref()
        .filter(|_| look.picture != event.look.picture)
    {
        // Before the event that names it, so that a station has it by then.
        act.tx.put_picture(event.id, picture.as_ref())?;
        act.tell(event.id, feed_kind::PICTURE, event.id.as_bytes())?;
    }
    act.tx.put_event(&Event {
        look: Box::new(look.clone()),
        ..event.clone()
    })?;
    act.tell(event.id, feed_kind::EVENT, event.id.as_bytes())?;
    let fact = Fact::EventLookSet(EventLookSet { look: look.clone() });
    act.append(Some(event.id), &fact)?;
    Ok(look)
}
