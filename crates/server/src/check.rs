//! `tongchou check`: the law asked without a project, a line of JSON at a time.
//! It reads, shares the lines out and writes the answers in order; what a line
//! means is for the rules.

use std::io::{BufRead, Write};

use rayon::prelude::*;
use serde_json::{Value, json};
use tongchou_rules::Law;
use tongchou_rules::check::answer;

/// Enough lines to keep all cores busy, few enough to answer soon.
const BATCH: usize = 1024;

/// How many lines were read, and how many of them could not be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub lines: usize,
    pub bad: usize,
}

/// Answers every line; a bad one is answered with an error and its number.
pub fn run(law: &Law, input: &mut dyn BufRead, output: &mut dyn Write) -> std::io::Result<Tally> {
    let mut tally = Tally::default();
    loop {
        let batch = read_batch(input)?;
        if batch.is_empty() {
            return output.flush().map(|()| tally);
        }
        let first = tally.lines + 1;
        let answers: Vec<Option<(bool, String)>> = batch
            .par_iter()
            .enumerate()
            .map(|(place, line)| answer_line(law, first + place, line))
            .collect();
        tally.lines += batch.len();
        for (good, text) in answers.into_iter().flatten() {
            tally.bad += usize::from(!good);
            writeln!(output, "{text}")?;
        }
    }
}

fn read_batch(input: &mut dyn BufRead) -> std::io::Result<Vec<Vec<u8>>> {
    let mut batch = Vec::new();
    while batch.len() < BATCH {
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        while line
            .last()
            .is_some_and(|byte| matches!(byte, b'\n' | b'\r'))
        {
            line.pop();
        }
        batch.push(line);
    }
    Ok(batch)
}

/// Whether it could be answered, and the line to write; none for an empty line.
fn answer_line(law: &Law, number: usize, line: &[u8]) -> Option<(bool, String)> {
    if line.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    Some(match answer(law, line) {
        Ok(value) => (true, value.to_string()),
        Err(error) => {
            let error: Value = json!({
                "code": "unreadable",
                "line": number,
                "field": error.field,
                "clause": null,
                "message": error.message,
                "remedy": "改正这一行后重新询问；其余各行不受影响",
            });
            (false, json!({ "error": error }).to_string())
        }
    })
}
