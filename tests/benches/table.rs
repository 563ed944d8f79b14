//! The table that a benchmark ends with.

use std::time::Duration;

/// A line of the table: what was measured and its floor, in one unit, and the goal of their ratio.
pub struct Row {
    pub name: String,
    pub unit: &'static str,
    pub took: f64,
    pub floor: f64,
    pub goal: f64,
}

pub fn row(name: impl Into<String>, took: Duration, floor: Duration, goal: f64) -> Row {
    Row {
        name: name.into(),
        unit: "ms",
        took: took.as_secs_f64() * 1000.0,
        floor: floor.as_secs_f64() * 1000.0,
        goal,
    }
}

/// Prints the table.
pub fn print(table: Vec<Row>) {
    println!(
        "{:32} {:>12} {:>12}    {:>8} {:>8}",
        "", "took", "floor", "ratio", "goal"
    );
    for Row {
        name,
        unit,
        took,
        floor,
        goal,
    } in table
    {
        let ratio = took / floor;
        println!("{name:32} {took:12.1} {floor:12.1} {unit} {ratio:8.2} {goal:8.1}");
    }
}
