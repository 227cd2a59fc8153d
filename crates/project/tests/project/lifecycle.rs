//! One project all the way, and the picture of it.

use serde_json::json;

use crate::histories;

#[test]
fn one_project_goes_all_the_way() {
    let mut world = histories::evaluated();
    world.p("wang", "report_performance", json!({"period": "2026", "content": "正常"}));
    world.p("li", "close_project", json!({}));
    assert_eq!(world.project().stage().label(), "办结");
}
