//! The test at the end of the set-up: whether an SMS arrives, and how link, clock, disk and key are.

use crate::kiosk::{Kiosk, Parts};
use crate::overview_reply::Light;
use crate::setup::note;
use crate::setup_reply::{KeyTest, SelfTest, SmsTest, WayTest};
use crate::ui_error::UiError;
use connect_courier::{Carried, ChainState, Refusal};
use connect_engine::acts::make_test_message;
use connect_engine::data_folder::SecretSource;
use connect_engine::ids::StaffId;
use connect_engine::message::Language;
use connect_engine::mobile::Mobile;
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
            key: test_key(&parts),
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
        Carried::Failed => SmsTest::Failed,
    }
}

fn test_key(parts: &Parts) -> KeyTest {
    let station = &parts.desk.station;
    let signature = station.home.key.sign(PROBE);
    if !station.home.key.public().verifies(PROBE, &signature) {
        return KeyTest::Broken;
    }
    match station.secret_source {
        SecretSource::Credential => KeyTest::Sealed,
        SecretSource::File => KeyTest::File,
    }
}
