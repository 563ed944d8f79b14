//! A QR in a terminal: two rows of modules a line, as light blocks on whatever is behind.

use crate::qr;

/// Light modules around it, without which no scanner finds it.
const QUIET: usize = 2;

/// Draws the text; none if no QR can hold it. Light is drawn and dark left out, because most
/// terminals are dark; scanners of today read it the other way round, too.
pub fn draw(text: &str) -> Option<String> {
    let rows = qr::modules(text)?;
    let size = rows.len() + 2 * QUIET;
    let is_light = |x: usize, y: usize| {
        let (x, y) = (x.checked_sub(QUIET), y.checked_sub(QUIET));
        let row = y.and_then(|y| rows.get(y));
        let module = row
            .zip(x)
            .and_then(|(row, x)| row.as_bytes().get(x).copied());
        module != Some(b'1')
    };
    let mut drawn = String::new();
    for y in (0..size).step_by(2) {
        for x in 0..size {
            drawn.push(match (is_light(x, y), is_light(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        drawn.push('\n');
    }
    Some(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_module_is_drawn_once() {
        let text = "https://connect.example.org/enrol#1.2345-6789-ABCD-EFGH";
        let rows = qr::modules(text).unwrap();
        let drawn = draw(text).unwrap();
        let lines: Vec<Vec<char>> = drawn.lines().map(|line| line.chars().collect()).collect();
        let dark_at = |x: usize, y: usize| {
            let sign = lines[usize::midpoint(y, QUIET)][x + QUIET];
            match (y + QUIET) % 2 {
                0 => matches!(sign, '▄' | ' '),
                _ => matches!(sign, '▀' | ' '),
            }
        };
        for (y, row) in rows.iter().enumerate() {
            for (x, module) in row.bytes().enumerate() {
                assert_eq!(dark_at(x, y), module == b'1', "module {x}, {y}");
            }
        }
        assert!(lines[0].iter().all(|sign| *sign == '█'), "a quiet edge");
    }
}
