//! Connect apps, stations and their enrolment.

use super::statements::SqliteTx;
use crate::client::Client;
use crate::ids::{ClientId, EventId, StationId};
use crate::store::{BootRow, ClientRows, EnrolmentCode, StationRow, StationRows, StoreError};
use crate::time::{BootId, Now, Timestamp};
use rusqlite::{Params, Row, params};

impl ClientRows for SqliteTx<'_> {
    fn client(&mut self, id: &ClientId) -> Result<Option<Client>, StoreError> {
        let events = "select event from client_events where client = ?1";
        let events = self.all("list a client's events", events, [id], |row| row.get(0))?;
        let sql = "select name, secret_mac, created_at from clients where id = ?1";
        self.one("read a client", sql, [id], |row| {
            Ok(Client {
                id: id.clone(),
                name: row.get(0)?,
                secret_mac: row.get(1)?,
                created_at: row.get(2)?,
                events: events.clone(),
            })
        })
    }

    fn put_client(&mut self, client: &Client) -> Result<(), StoreError> {
        let sql = "insert into clients (id, name, secret_mac, created_at) values (?1, ?2, ?3, ?4)";
        let values = params![client.id, client.name, client.secret_mac, client.created_at];
        self.run("keep a client", sql, values)?;
        for event in &client.events {
            let sql = "insert into client_events (client, event) values (?1, ?2)";
            self.run("register a client", sql, params![client.id, event])?;
        }
        Ok(())
    }

    fn client_failures(
        &mut self,
        id: &ClientId,
        address: &str,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let sql = "select at from client_failures where client = ?1 and address = ?2";
        self.all("count wrong secrets", sql, params![id, address], |row| {
            row.get(0)
        })
    }

    fn add_client_failure(
        &mut self,
        id: &ClientId,
        address: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "insert into client_failures (client, address, at) values (?1, ?2, ?3)";
        self.run("count a wrong secret", sql, params![id, address, at])
            .map(drop)
    }

    fn clear_client_failures(&mut self, id: &ClientId, address: &str) -> Result<(), StoreError> {
        let sql = "delete from client_failures where client = ?1 and address = ?2";
        self.run("forgive wrong secrets", sql, params![id, address])
            .map(drop)
    }
}

const STATION: &str = "select id, name, public_key, log, enrolled_at, last_seen, revoked_at,
    revoked_since, unsent from stations";

fn station(row: &Row<'_>) -> rusqlite::Result<StationRow> {
    Ok(StationRow {
        id: row.get(0)?,
        name: row.get(1)?,
        key: row.get(2)?,
        log: row.get(3)?,
        enrolled_at: row.get(4)?,
        last_seen: row.get(5)?,
        revoked_at: row.get(6)?,
        revoked_since: row.get(7)?,
        events: Vec::new(),
        founded: Vec::new(),
        unsent: u64::try_from(row.get::<_, i64>(8)?).unwrap_or(0),
    })
}

impl SqliteTx<'_> {
    fn stations_where(
        &self,
        condition: &str,
        params: impl Params,
    ) -> Result<Vec<StationRow>, StoreError> {
        let mut stations = self.all(
            "read the stations",
            &format!("{STATION} {condition}"),
            params,
            station,
        )?;
        for station in &mut stations {
            let sql = "select event from station_events where station = ?1";
            let events: Vec<EventId> =
                self.all("list a station's events", sql, [station.id], |row| {
                    row.get(0)
                })?;
            station.events = events;
            let sql = "select event from founded_events where station = ?1";
            let founded = self.all("list what it brought", sql, [station.id], |row| row.get(0));
            station.founded = founded?;
        }
        Ok(stations)
    }
}

fn measured(row: &Row<'_>) -> rusqlite::Result<BootRow> {
    Ok(BootRow {
        centre: row.get(0)?,
        at: Now {
            wall: row.get(1)?,
            boot: row.get(2)?,
            boot_id: row.get(3)?,
        },
        late: row.get(4)?,
    })
}

impl StationRows for SqliteTx<'_> {
    fn stations(&mut self) -> Result<Vec<StationRow>, StoreError> {
        self.stations_where("order by enrolled_at", [])
    }

    fn station(&mut self, id: StationId) -> Result<Option<StationRow>, StoreError> {
        Ok(self
            .stations_where("where id = ?1", [id])?
            .into_iter()
            .next())
    }

    fn station_by_thumbprint(
        &mut self,
        thumbprint: &str,
    ) -> Result<Option<StationRow>, StoreError> {
        Ok(self
            .stations_where("where thumbprint = ?1", [thumbprint])?
            .into_iter()
            .next())
    }

    fn stations_of_event(&mut self, event: EventId) -> Result<Vec<StationRow>, StoreError> {
        self.stations_where(
            "where id in (select station from station_events where event = ?1)",
            [event],
        )
    }

    fn put_station(&mut self, station: &StationRow) -> Result<(), StoreError> {
        let sql = "insert into stations (id, name, public_key, thumbprint, log, enrolled_at,
                last_seen, revoked_at, revoked_since)
              values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            on conflict (id) do update set name = excluded.name, log = excluded.log,
              revoked_at = excluded.revoked_at, revoked_since = excluded.revoked_since";
        let values = params![
            station.id,
            station.name,
            station.key,
            station.key.thumbprint(),
            station.log,
            station.enrolled_at,
            station.last_seen,
            station.revoked_at,
            station.revoked_since,
        ];
        self.run("keep a station", sql, values)?;
        for event in &station.events {
            let sql = "insert or ignore into station_events (station, event) values (?1, ?2)";
            self.run("give a station an event", sql, params![station.id, event])?;
        }
        Ok(())
    }

    fn see_station(&mut self, id: StationId, at: Timestamp, unsent: u64) -> Result<(), StoreError> {
        let sql = "update stations set last_seen = ?2, unsent = ?3 where id = ?1";
        let unsent = i64::try_from(unsent).unwrap_or(i64::MAX);
        self.run_one("see a station", "stations", sql, params![id, at, unsent])
    }

    fn boot(&mut self, station: StationId, boot: BootId) -> Result<Option<BootRow>, StoreError> {
        let sql = "select centre_at, wall_at, boot_at, boot_id, late from boots
            where station = ?1 and boot_id = ?2";
        self.one("read a boot", sql, params![station, boot], measured)
    }

    fn boots_of(&mut self, station: StationId) -> Result<Vec<BootRow>, StoreError> {
        let sql = "select centre_at, wall_at, boot_at, boot_id, late from boots
            where station = ?1";
        self.all("read a station's boots", sql, [station], measured)
    }

    fn put_boot(&mut self, station: StationId, boot: &BootRow) -> Result<(), StoreError> {
        let sql = "insert into boots (station, boot_id, centre_at, wall_at, boot_at, late)
              values (?1, ?2, ?3, ?4, ?5, ?6)
            on conflict (station, boot_id) do update set centre_at = excluded.centre_at,
              wall_at = excluded.wall_at, boot_at = excluded.boot_at, late = excluded.late";
        let BootRow { centre, at, late } = boot;
        let values = params![station, at.boot_id, centre, at.wall, at.boot, late];
        self.run("measure a boot", sql, values).map(drop)
    }

    fn lock_enrolment_code(
        &mut self,
        hash: &[u8; 32],
    ) -> Result<Option<EnrolmentCode>, StoreError> {
        let sql = "select events, expires_at, used_by from enrolment_codes where hash = ?1";
        let row = self.one("read an enrolment code", sql, [hash], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
        })?;
        row.map(|(events, expires_at, used_by)| {
            let events = serde_json::from_str(&events)
                .map_err(StoreError::encode("read the events of an enrolment code"))?;
            Ok(EnrolmentCode {
                hash: *hash,
                events,
                expires_at,
                used_by,
            })
        })
        .transpose()
    }

    fn put_enrolment_code(&mut self, code: &EnrolmentCode) -> Result<(), StoreError> {
        let sql = "insert into enrolment_codes (hash, events, expires_at, used_by)
              values (?1, ?2, ?3, ?4)
            on conflict (hash) do update set used_by = excluded.used_by";
        let events = serde_json::to_string(&code.events)
            .map_err(StoreError::encode("write the events of an enrolment code"))?;
        let values = params![code.hash, events, code.expires_at, code.used_by];
        self.run("keep an enrolment code", sql, values).map(drop)
    }
}
