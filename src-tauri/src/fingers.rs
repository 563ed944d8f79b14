//! Which finger on a touchscreen is the web view's, and which one is ours to press with.
//!
//! `WebKit` makes one magnification of two fingers, for as long as the page is up, and presses nothing
//! by either. A kiosk has nothing to magnify, and people lean on its glass, or type with two thumbs. So
//! the web view gets the first finger, and of every other one where it left.

/// Pixels from the left and from the top.
pub type Place = (f64, f64);

/// How far a finger may slide and still press, in pixels: less than half of the smallest key.
pub const SLIDE: i32 = 32;

/// What a finger does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fate {
    /// The web view makes of it what it does of one finger.
    WebViews,
    /// Nothing.
    Nobodys,
    /// What lies there is pressed.
    Presses(Place),
}

/// The fingers on the glass, by what the system tells them apart with.
#[derive(Debug)]
pub struct Fingers<Id> {
    first: Option<Id>,
    others: Vec<(Id, Place)>,
}

impl<Id> Default for Fingers<Id> {
    fn default() -> Self {
        Self {
            first: None,
            others: Vec::new(),
        }
    }
}

impl<Id: PartialEq> Fingers<Id> {
    /// A finger does something at a place.
    pub fn feel(&mut self, finger: Id, doing: Doing, at: Place) -> Fate {
        if doing == Doing::Comes && self.first.is_none() {
            self.others.retain(|(other, _)| *other != finger);
            self.first = Some(finger);
            return Fate::WebViews;
        }
        if self.first.as_ref() == Some(&finger) {
            if matches!(doing, Doing::Leaves | Doing::IsLost) {
                self.first = None;
            }
            return Fate::WebViews;
        }
        if doing == Doing::Slides {
            return Fate::Nobodys;
        }
        let came = self.others.iter().position(|(other, _)| *other == finger);
        let came = came.map(|index| self.others.swap_remove(index).1);
        match (doing, came) {
            (Doing::Comes, _) => self.others.push((finger, at)),
            (Doing::Leaves, Some(came)) if is_near(came, at) => return Fate::Presses(at),
            _ => {}
        }
        Fate::Nobodys
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
    fn two_thumbs_press_in_the_order_in_which_they_leave() {
        let mut fingers = Fingers::default();
        assert_eq!(fingers.feel(1, Doing::Comes, HERE), Fate::WebViews);
        assert_eq!(fingers.feel(2, Doing::Comes, FAR), Fate::Nobodys);
        assert_eq!(fingers.feel(1, Doing::Leaves, HERE), Fate::WebViews);
        assert_eq!(fingers.feel(3, Doing::Comes, HERE), Fate::WebViews);
        assert_eq!(fingers.feel(2, Doing::Leaves, FAR), Fate::Presses(FAR));
        assert_eq!(fingers.feel(3, Doing::Leaves, HERE), Fate::WebViews);
    }

    #[test]
    fn whoever_leans_on_the_glass_types_with_the_other_hand() {
        let mut fingers = Fingers::default();
        fingers.feel(1, Doing::Comes, (3.0, 400.0));
        for at in [HERE, FAR, HERE] {
            assert_eq!(fingers.feel(2, Doing::Comes, at), Fate::Nobodys);
            assert_eq!(fingers.feel(2, Doing::Leaves, at), Fate::Presses(at));
        }
    }

    #[test]
    fn a_second_finger_that_slides_away_or_is_lost_presses_nothing() {
        let mut fingers = Fingers::default();
        fingers.feel(1, Doing::Comes, HERE);
        fingers.feel(2, Doing::Comes, HERE);
        assert_eq!(fingers.feel(2, Doing::Slides, FAR), Fate::Nobodys);
        assert_eq!(fingers.feel(2, Doing::Leaves, FAR), Fate::Nobodys);
        fingers.feel(2, Doing::Comes, HERE);
        assert_eq!(fingers.feel(2, Doing::IsLost, HERE), Fate::Nobodys);
        assert_eq!(fingers.feel(2, Doing::Leaves, HERE), Fate::Nobodys);
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
