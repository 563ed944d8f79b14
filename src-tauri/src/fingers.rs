//! Which finger on a touchscreen is the web view's, and which one is ours to press with.
//!
//! `WebKit` makes one magnification of two fingers, for as long as the page is up, and presses nothing
//! by either. A kiosk has nothing to magnify, and people lean on its glass, or type with two thumbs. So
//! the web view gets the first finger, and the page is told of every other one where it came and left
//! (`ui/src/lib/fingers.ts`).

use serde::Serialize;

/// Pixels from the left and from the top.
pub type Place = (f64, f64);

/// How far a finger may slide and still press, in pixels: less than half of the smallest key.
pub const SLIDE: i32 = 32;

/// What a finger does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// It comes down.
    Comes,
    /// It is still there.
    Slides,
    /// It is lifted.
    Leaves,
    /// It doesn't count any more: the screen took it for something else.
    IsLost,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The web view makes of it what it does of one finger.
    WebViews,
    /// Nothing.
    Nobodys,
    /// The page is told of it: that this finger came, or has left where it came, or doesn't count.
    Pages(u32, Doing),
}

/// A finger beside the first one.
#[derive(Debug)]
struct Other<Id> {
    id: Id,
    /// What the page knows it by.
    number: u32,
    came: Place,
}

/// The fingers on the glass, by what the system tells them apart with.
#[derive(Debug)]
pub struct Fingers<Id> {
    first: Option<Id>,
    others: Vec<Other<Id>>,
    told: u32,
}

impl<Id> Default for Fingers<Id> {
    fn default() -> Self {
        Self {
            first: None,
            others: Vec::new(),
            told: 0,
        }
    }
}

impl<Id: PartialEq> Fingers<Id> {
    /// A finger does something at a place.
    pub fn feel(&mut self, finger: Id, doing: Doing, at: Place) -> Fate {
        if doing == Doing::Comes && self.first.is_none() {
            self.first = Some(finger);
            return Fate::WebViews;
        }
        if self.first.as_ref() == Some(&finger) {
            if matches!(doing, Doing::Leaves | Doing::IsLost) {
                self.first = None;
            }
            return Fate::WebViews;
        }
        let index = self.others.iter().position(|other| other.id == finger);
        match (doing, index) {
            (Doing::Comes, None) => {
                self.told = self.told.wrapping_add(1);
                self.others.push(Other {
                    id: finger,
                    number: self.told,
                    came: at,
                });
                Fate::Pages(self.told, Doing::Comes)
            }
            (Doing::Leaves | Doing::IsLost, Some(index)) => {
                let other = self.others.swap_remove(index);
                let stayed = doing == Doing::Leaves && is_near(other.came, at);
                let doing = if stayed { doing } else { Doing::IsLost };
                Fate::Pages(other.number, doing)
            }
            _ => Fate::Nobodys,
        }
    }
}

fn is_near((from_x, from_y): Place, (to_x, to_y): Place) -> bool {
    let slide = f64::from(SLIDE);
    (from_x - to_x).abs() <= slide && (from_y - to_y).abs() <= slide
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HERE: Place = (100.0, 100.0);
    const FAR: Place = (100.0, 133.0);

    #[test]
    fn two_thumbs_are_told_apart_while_the_first_one_changes() {
        let mut fingers = Fingers::default();
        assert_eq!(fingers.feel(1, Doing::Comes, HERE), Fate::WebViews);
        assert_eq!(
            fingers.feel(2, Doing::Comes, FAR),
            Fate::Pages(1, Doing::Comes)
        );
        assert_eq!(fingers.feel(1, Doing::Leaves, HERE), Fate::WebViews);
        assert_eq!(fingers.feel(3, Doing::Comes, HERE), Fate::WebViews);
        assert_eq!(
            fingers.feel(2, Doing::Leaves, FAR),
            Fate::Pages(1, Doing::Leaves)
        );
        assert_eq!(fingers.feel(3, Doing::Leaves, HERE), Fate::WebViews);
    }

    #[test]
    fn whoever_leans_on_the_glass_types_with_the_other_hand() {
        let mut fingers = Fingers::default();
        fingers.feel(1, Doing::Comes, (3.0, 400.0));
        for (number, at) in [(1, HERE), (2, FAR), (3, HERE)] {
            assert_eq!(
                fingers.feel(2, Doing::Comes, at),
                Fate::Pages(number, Doing::Comes)
            );
            assert_eq!(
                fingers.feel(2, Doing::Leaves, at),
                Fate::Pages(number, Doing::Leaves)
            );
        }
    }

    #[test]
    fn another_finger_that_slides_away_or_is_lost_doesnt_count() {
        let mut fingers = Fingers::default();
        fingers.feel(1, Doing::Comes, HERE);
        for (number, doing, at) in [(1, Doing::Leaves, FAR), (2, Doing::IsLost, HERE)] {
            fingers.feel(2, Doing::Comes, HERE);
            assert_eq!(fingers.feel(2, Doing::Slides, FAR), Fate::Nobodys);
            assert_eq!(
                fingers.feel(2, doing, at),
                Fate::Pages(number, Doing::IsLost)
            );
            assert_eq!(fingers.feel(2, Doing::Leaves, HERE), Fate::Nobodys);
        }
    }

    fn doings() -> impl Strategy<Value = Vec<(u8, Doing)>> {
        let doing = prop_oneof![
            Just(Doing::Comes),
            Just(Doing::Slides),
            Just(Doing::Leaves),
            Just(Doing::IsLost)
        ];
        proptest::collection::vec((0..4_u8, doing), 0..60)
    }

    proptest! {
        #[test]
        fn the_web_view_never_knows_of_two_fingers(doings in doings()) {
            let mut fingers = Fingers::default();
            let mut known = None;
            for (finger, doing) in doings {
                if fingers.feel(finger, doing, HERE) != Fate::WebViews {
                    continue;
                }
                prop_assert!(known.is_none_or(|known| known == finger));
                known = matches!(doing, Doing::Comes | Doing::Slides).then_some(finger);
            }
        }
    }
}
