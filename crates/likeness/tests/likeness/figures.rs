//! Floors under the figures of the held-out part, a little below what was measured, so that a
//! change that makes the check worse fails.

use crate::set::{judge, judge_reuse, part};

#[test]
fn the_held_out_part_keeps_its_figures() {
    let figures = judge(&part("held_out"), 2_000);
    assert!(figures.recall_at_5("light") >= 0.95, "{figures}");
    assert!(figures.recall_at_5("heavy") >= 0.85, "{figures}");
    assert!(figures.recall_at_5("prose") >= 0.85, "{figures}");
    assert!(figures.recall_at_5("service") >= 0.9, "{figures}");
    assert!(figures.class("duplicate").precision() >= 0.9, "{figures}");
    assert!(figures.class("duplicate").recall() >= 0.8, "{figures}");
    assert!(figures.class("related").precision() >= 0.9, "{figures}");
    assert!(figures.class("related").recall() >= 0.8, "{figures}");
}

/// Written by a hand that knew neither the lists nor the other sets.
#[test]
fn a_fourth_hands_texts_keep_their_figures() {
    let figures = judge(&part("fourth_held_out"), 0);
    assert!(figures.recall_at_5("light") >= 0.95, "{figures}");
    assert!(figures.recall_at_5("medium") >= 0.9, "{figures}");
    assert!(figures.recall_at_5("part") >= 0.9, "{figures}");
    assert!(figures.class("duplicate").precision() >= 0.9, "{figures}");
    assert!(figures.class("related").precision() >= 0.9, "{figures}");
}

#[test]
fn platforms_that_offer_it_are_found() {
    let mut errors = Vec::new();
    let count = judge_reuse("held_out", &mut errors);
    assert!(count.precision() >= 0.8, "{errors:?}");
    assert!(count.recall() >= 0.6, "{errors:?}");
}

#[test]
fn what_was_made_to_escape_is_found_and_little_else_is_asked() {
    let flags = crate::third::judge(1_500, "");
    assert!(flags.right >= 80, "{flags:?}");
    assert!(flags.wrong <= 8, "{flags:?}");
    assert!(flags.reuse_right >= 5, "{flags:?}");
    assert!(flags.reuse_wrong <= 5, "{flags:?}");
}
