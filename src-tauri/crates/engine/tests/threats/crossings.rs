//! Row 19: one key for several uses, none of which passes for another.

use crate::tokens::{KINDS, claims, header, ours, signing_input, token, verify};
use connect_engine::ids::{EventId, LogId, StationId};
use connect_engine::key::{SigningKey, base64url, from_base64url};
use connect_engine::record::{Header, Record, RecordError};
use connect_engine::time::{BootId, Millis, Now, Timestamp};
use connect_engine::token::TokenError;

/// A record whose author has chosen all that can be chosen, so that its bytes are text with full
/// stops in it.
pub fn a_record(n: u8, key: &SigningKey) -> Record {
    let text = |c: u8| [c; 16];
    let header = Header {
        station: StationId::from_bytes(text(b'A' + n)),
        log: LogId::from_bytes(text(b'.')),
        index: 0,
        kind: "login".to_owned(),
        event: Some(EventId::from_bytes(text(b'e'))),
        now: Now {
            wall: Timestamp::from_millis(0),
            boot: Millis::new(0),
            boot_id: BootId(text(b'b')),
        },
        previous: [b'p'; 32],
        body_hash: [b'h'; 32],
    };
    let header_bytes = header.to_bytes();
    let signature = key.sign(&header_bytes);
    Record {
        header_bytes,
        signature,
        body: None,
    }
}

#[test]
fn row_19_20_crossings_of_token_kinds_are_refused() {
    let mut crossings = 0;
    for verifier in KINDS {
        for kind in KINDS {
            // Everything is as the verifier wants it, but for what the signer said it is for.
            let verified = verify(verifier, &token(&header(kind), &claims(verifier)));
            if kind == verifier {
                verified.unwrap();
            } else {
                assert!(
                    matches!(verified, Err(TokenError::Kind)),
                    "{kind:?} taken for {verifier:?}: {verified:?}"
                );
                crossings += 1;
            }
        }
    }
    assert_eq!(crossings, 20);
}

#[test]
fn row_19_no_record_passes_for_a_token_of_any_kind() {
    let ours = ours();
    let record = a_record(2, &ours);
    record.verify(ours.public()).expect("the record is good");
    let signature = base64url(&record.signature);
    let text = String::from_utf8(record.header_bytes.clone()).unwrap();
    assert!(text.contains('.'), "it can be taken apart like a token");
    for kind in KINDS {
        let (head, body) = (header(kind).to_string(), claims(kind).to_string());
        let header_part = base64url(head.as_bytes());
        let record_part = base64url(&record.header_bytes);
        for passed_off in [
            format!("{text}.{signature}"),
            format!("{record_part}.{}.{signature}", base64url(body.as_bytes())),
            format!("{header_part}.{record_part}.{signature}"),
            format!("{}.{signature}", signing_input(&head, &body)),
        ] {
            let verified = verify(kind, &passed_off);
            assert!(verified.is_err(), "{passed_off} is taken for {kind:?}");
        }
    }
}

#[test]
fn row_19_no_token_of_any_kind_passes_for_a_record() {
    let ours = ours();
    for kind in KINDS {
        let good = token(&header(kind), &claims(kind));
        let (input, signature) = good.rsplit_once('.').unwrap();
        let record = Record {
            header_bytes: input.as_bytes().to_vec(),
            signature: from_base64url(signature).unwrap().try_into().unwrap(),
            body: None,
        };
        assert!(
            ours.public()
                .verifies(&record.header_bytes, &record.signature),
            "the signature holds, and only the bytes tell that it is no record's"
        );
        assert_eq!(
            record.verify(ours.public()),
            Err(RecordError::Layout),
            "{kind:?}"
        );

        let mut forged = a_record(3, &ours);
        forged.signature = record.signature;
        assert_eq!(
            forged.verify(ours.public()),
            Err(RecordError::Signature),
            "{kind:?}"
        );
    }
}
