//! The test at the end of the set-up: whether an SMS arrives, and how link, clock, disk and key are.

use crate::kiosk::{Kiosk, Parts};
use crate::overview_reply::Light;
use crate::setup::note;
use crate::setup_reply::{KeyTest, SelfTest, SmsTest, WayTest};
use crate::station::{Station, credentials};
use crate::ui_error::UiError;
use connect_courier::{Carried, ChainState, Refusal};
use connect_engine::acts::make_test_message;
use connect_engine::data_folder::{SecretSource, Secrets};
use connect_engine::home::Home;
use connect_engine::ids::StaffId;
use connect_engine::key::Label;
use connect_engine::message::Language;
use connect_engine::mobile::Mobile;
use std::path::Path;
use std::time::Duration;

/// So long the test waits for the first word of the centre: a call gives up before.
const PATIENCE: Duration = Duration::from_secs(15);

/// What the key signs to show that it can.
const PROBE: &[u8] = b"connect-self-test-v1";

impl Kiosk {
    /// Tests the station; an SMS goes to the number that is named, if one is.
    ///
    /// # Errors
    /// [`UiError`]; a part that isn't well is no error.
    pub async fn test(
        &self,
        mobile: Option<&str>,
        language: Language,
    ) -> Result<SelfTest, UiError> {
        let (parts, by) = self.parts_to_set_up().await?;
        let (sms, ways) = match mobile {
            Some(typed) => test_sms(&parts, Mobile::parse(typed)?, language, by).await?,
            None => (SmsTest::NotAsked, Vec::new()),
        };
        // A kiosk that has just begun knows nothing of its link and its clock yet.
        parts.tasks.link_known(PATIENCE).await;
        let mut lights = parts.desk.look_over(&parts.tasks, self.data()).await?;
        lights.retain(|light| {
            matches!(
                light,
                Light::Link { .. } | Light::Clock { .. } | Light::Disk { .. }
            )
        });
        Ok(SelfTest {
            sms,
            ways,
            lights,
            key: test_key(&parts.desk.station, self.data()),
        })
    }
}

/// What became of it on the whole, and by each way.
async fn test_sms(
    parts: &Parts,
    to: Mobile,
    language: Language,
    by: Option<StaffId>,
) -> Result<(SmsTest, Vec<WayTest>), UiError> {
    let Parts { desk, tasks } = parts;
    if tasks.courier() == ChainState::None {
        return Ok((SmsTest::NoCourier, Vec::new()));
    }
    let made = desk.write_at_need(move |act| {
        let made = make_test_message(act, to.clone(), language)?;
        if made.is_ok() {
            note(act, by, "test-sms", "")?;
        }
        Ok(made)
    });
    let Ok(message) = made.await? else {
        return Ok((SmsTest::TooMany, Vec::new()));
    };
    let carried = tasks.carry_by_each(&desk.station, &message).await;
    let ways: Vec<WayTest> = carried
        .into_iter()
        .map(|(courier, carried)| WayTest {
            courier: courier.to_owned(),
            sms: told(carried),
        })
        .collect();
    let sent = ways.iter().find(|way| way.sms == SmsTest::Sent);
    let whole = sent.or(ways.first()).map_or(SmsTest::Failed, |way| way.sms);
    Ok((whole, ways))
}

const fn told(carried: Carried) -> SmsTest {
    match carried {
        Carried::Sent(_) => SmsTest::Sent,
        Carried::Refused(Refusal::Limit) => SmsTest::TooMany,
        Carried::Refused(Refusal::NotListed | Refusal::Revoked) => SmsTest::Refused,
        Carried::Failed | Carried::Waits => SmsTest::Failed,
    }
}

/// Whether what lies in the folder is what this station runs with: with anything else it would stand
/// still at its next start.
fn test_key(station: &Station, data: &Path) -> KeyTest {
    let credentials = credentials();
    let Ok(found) = Secrets::read(data, credentials.as_deref()) else {
        return KeyTest::Broken;
    };
    let Home { id, key, .. } = &station.home;
    let signs = key.public().verifies(PROBE, &found.key.sign(PROBE));
    let opens = found.root.derive(Label::MobileHash).is_ok_and(|hash_key| {
        // Of the keys that come of the root secret this one is kept.
        hash_key.reveal() == station.own_hash_key.reveal()
    });
    if found.id != *id || !signs || !opens {
        return KeyTest::Broken;
    }
    match found.source {
        SecretSource::Credential => KeyTest::Given,
        SecretSource::File => KeyTest::File,
    }
}

#[cfg(test)]
mod tests {
    use super::test_key;
    use crate::setup_reply::KeyTest;
    use crate::station::Station;
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_key_that_is_gone_or_another_is_seen_before_the_next_start() {
        let parent = tempfile::tempdir().unwrap();
        let [data, other] = ["data", "other"].map(|name| parent.path().join(name));
        let station = Station::open(&data, Some("")).unwrap();
        drop(Station::open(&other, Some("")).unwrap());
        assert_eq!(test_key(&station, &data), KeyTest::File);
        for file in ["connect-root-secret", "identity.json"] {
            let (path, aside) = (data.join(file), parent.path().join(file));
            fs::rename(&path, &aside).unwrap();
            assert_eq!(test_key(&station, &data), KeyTest::Broken, "no {file}");
            fs::copy(other.join(file), &path).unwrap();
            assert_eq!(test_key(&station, &data), KeyTest::Broken, "another {file}");
            fs::rename(&aside, &path).unwrap();
            assert_eq!(test_key(&station, &data), KeyTest::File, "{file} is back");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            assert_eq!(test_key(&station, &data), KeyTest::Broken, "a wide {file}");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
    }
}
