//! The one attendee who stands here. Lives in the backend alone and ends with 'done', a time-out,
//! or the next attendee.

use crate::reply::Welcome;
use crate::tasks::StationAct;
use crate::view;
use connect_engine::acts::WelcomeView;
use connect_engine::ids::{EventAlias, TicketId};
use connect_engine::mobile::Mobile;
use connect_engine::time::{Millis, Moment, Timestamp};
use connect_engine::token::AccessClaims;

/// How far the attendee has come.
#[derive(Default)]
pub enum Session {
    /// Nobody is here.
    #[default]
    Nobody,
    /// A code was asked for.
    Asked(Asked),
    /// The number is proven, but has no ticket to the event that was chosen.
    Proven(Mobile),
    /// Logged in.
    LoggedIn(LoggedIn),
}

/// Whose code is awaited.
#[derive(Clone)]
pub struct Asked {
    /// The event that was chosen.
    pub event: EventAlias,
    /// The number.
    pub mobile: Mobile,
    /// Whether it was typed here, or found by a ticket: then it is shown masked.
    pub typed: bool,
}

impl Asked {
    /// The number as it may be shown here.
    pub fn shown(&self) -> String {
        if self.typed {
            self.mobile.national()
        } else {
            self.mobile.masked()
        }
    }
}

/// A login.
#[derive(Clone)]
pub struct LoggedIn {
    /// The token that this station signed.
    pub token: String,
    /// When it was.
    pub at: Moment,
    /// The tickets as the screen knows them.
    pub tickets: Numbered,
    /// The number to which the attendee moves, while its code is awaited.
    pub moving: Option<Mobile>,
}

impl LoggedIn {
    /// Of who was just logged in.
    pub fn new(token: String, at: Moment) -> Self {
        Self {
            token,
            at,
            tickets: Numbered::default(),
            moving: None,
        }
    }
}

/// Tickets as the screen numbers them, from 1. Each keeps its number as long as the login lasts,
/// whatever the organiser adds or takes away: a touch means who stood there.
#[derive(Debug, Clone, Default)]
pub struct Numbered(Vec<TicketId>);

impl Numbered {
    /// The number of a ticket, which may be new.
    pub fn number(&mut self, ticket: TicketId) -> u32 {
        self.shown(ticket).unwrap_or_else(|| {
            self.0.push(ticket);
            u32::try_from(self.0.len()).unwrap_or(u32::MAX)
        })
    }

    /// The number of a ticket that the screen shows.
    pub fn shown(&self, ticket: TicketId) -> Option<u32> {
        let place = self.0.iter().position(|known| *known == ticket)?;
        u32::try_from(place + 1).ok()
    }

    /// The ticket of a number.
    pub fn ticket(&self, number: u32) -> Option<TicketId> {
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        self.0.get(place).copied()
    }
}

/// How long a login that is made now lasts.
pub fn life(act: &StationAct<'_, '_>) -> Millis {
    Millis::from_secs(act.policy().kiosk_session_s)
}

/// How long a number that is proven now stays so.
pub fn proof_life(act: &StationAct<'_, '_>) -> Millis {
    Millis::from_secs(act.policy().proof_s)
}

/// What is left of a login.
pub fn left_of(claims: &AccessClaims, at: &Moment, act: &StationAct<'_, '_>) -> Millis {
    let now = act.time_since(at).unwrap_or_else(|| act.time());
    Timestamp::from_secs(claims.exp).since(now)
}

impl Session {
    /// Keeps a login with what the screen shows of it from now on.
    pub fn welcome(&mut self, mut login: LoggedIn, view: &WelcomeView, left: Millis) -> Welcome {
        let welcome = view::welcome(view, &mut login.tickets, left);
        *self = Self::LoggedIn(login);
        welcome
    }

    /// Whose code is awaited.
    pub fn asked(&self) -> Option<Asked> {
        match self {
            Self::Asked(asked) => Some(asked.clone()),
            Self::Nobody | Self::Proven(_) | Self::LoggedIn(_) => None,
        }
    }

    /// The proven number.
    pub fn proven(&self) -> Option<Mobile> {
        match self {
            Self::Proven(mobile) => Some(mobile.clone()),
            Self::Nobody | Self::Asked(_) | Self::LoggedIn(_) => None,
        }
    }

    /// The login.
    pub fn logged_in(&self) -> Option<LoggedIn> {
        match self {
            Self::LoggedIn(login) => Some(login.clone()),
            Self::Nobody | Self::Asked(_) | Self::Proven(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Numbered;
    use connect_engine::ids::TicketId;

    #[test]
    fn a_ticket_keeps_its_number_whatever_comes_between_and_goes() {
        let [father, mother, child] = [1, 2, 3].map(|n| TicketId::from_bytes([n; 16]));
        let mut numbered = Numbered::default();
        let mut shown = |of: &[TicketId]| -> Vec<u32> {
            of.iter().map(|ticket| numbered.number(*ticket)).collect()
        };
        assert_eq!(shown(&[father, child]), [1, 2]);
        // The organiser adds one whose code stands between them, then takes the first away.
        assert_eq!(shown(&[father, mother, child]), [1, 3, 2]);
        assert_eq!(shown(&[mother, child]), [3, 2]);
        assert_eq!(numbered.ticket(2), Some(child));
        assert_eq!(numbered.ticket(3), Some(mother));
        assert_eq!(numbered.ticket(0), None);
        assert_eq!(numbered.ticket(4), None);
    }
}
