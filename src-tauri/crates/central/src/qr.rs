//! A ticket's code as a QR, so that whoever shows it needs no encoder of their own.

use qrcodegen::{QrCode, QrCodeEcc};

/// The modules row by row, `1` for dark, without the quiet zone; none if the text is longer than a
/// QR can hold.
///
/// A screen has no scratches, so the lowest correction, which leaves the largest modules, serves
/// scanners best.
pub fn modules(text: &str) -> Option<Vec<String>> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let size = code.size();
    let module = |x, y| if code.get_module(x, y) { '1' } else { '0' };
    Some(
        (0..size)
            .map(|y| (0..size).map(|x| module(x, y)).collect())
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::modules;

    #[test]
    fn a_ticket_code_is_a_square_with_its_three_corners() {
        let rows = modules("T-1").unwrap();
        assert_eq!(rows.len(), 21, "the smallest QR holds a short code");
        assert!(rows.iter().all(|row| row.len() == 21));
        let corner = [
            "1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111",
        ];
        for (row, expected) in corner.iter().enumerate() {
            assert_eq!(&rows[row][..7], *expected, "top left, row {row}");
            assert_eq!(&rows[row][14..], *expected, "top right, row {row}");
            assert_eq!(&rows[14 + row][..7], *expected, "bottom left, row {row}");
        }
    }

    #[test]
    fn what_no_qr_can_hold_has_none() {
        assert_eq!(modules(&"x".repeat(3000)), None);
    }
}
