//! `tongchou check`: answers in order, bad lines with their number.

use serde_json::Value;
use tongchou_server::check::{Tally, run};
use tongchou_server::pack::{Folders, law};

#[test]
fn every_line_is_answered_in_order_and_bad_ones_are_counted() {
    let law = law(&Folders::default()).unwrap();
    let mut input = Vec::new();
    for id in 0..1_100 {
        let line = format!(
            "{{\"id\":{id},\"act\":\"arrange_budget\",\"on\":\"2025-03-03\",\"facts\":{{}}}}\r\n"
        );
        input.extend(line.into_bytes());
    }
    input.extend(b"\n\xff\xfe\n{\"id\":1,\"id\":2}\n{\"act\":\"fly\",\"on\":\"2025-03-03\"}");
    let mut output = Vec::new();
    let tally = run(&law, &mut input.as_slice(), &mut output).unwrap();
    assert_eq!(
        tally,
        Tally {
            lines: 1_104,
            bad: 3
        }
    );
    let answers: Vec<Value> = String::from_utf8(output)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 1_103);
    for (id, answer) in answers.iter().take(1_100).enumerate() {
        assert_eq!(answer["id"], id);
    }
    let lines: Vec<&Value> = answers
        .iter()
        .skip(1_100)
        .map(|answer| &answer["error"]["line"])
        .collect();
    assert_eq!(lines, [1_102, 1_103, 1_104]);
}
