//! The duties that an address asks for as a workbook.

use axum::response::Response;

use super::KEY;
use super::find::{Asked, find};
use crate::forms::Pairs;
use crate::pages::exports;
use crate::pages::lists::Value;
use crate::web::{Failure, SignedIn, Web};

const HEADS: [&str; 9] = [
    "义务",
    "依据",
    "项目",
    "项目单位",
    "义务人",
    "期限",
    "状态",
    "办结日期",
    "期限的由来",
];

pub async fn show(web: &Web, user: &SignedIn, pairs: &Pairs) -> Result<Response, Failure> {
    if user.administers() {
        return Err(Failure::NotFound);
    }
    let found = find(web, user, &Asked::read(pairs)).await?;
    let today = web.app.clock().today();
    let lines = found.lines(user, today, 0..found.total());
    let rows = lines.into_iter().map(|line| {
        [
            Value::text(line.title),
            Value::text(line.article),
            Value::text(line.project),
            Value::text(line.unit),
            Value::text(line.who),
            Value::Day(line.due),
            Value::text(line.state),
            Value::text(line.done_words),
            Value::text(line.says),
        ]
    });
    exports::table(web, "期限".to_owned(), KEY, HEADS.to_vec(), rows.collect()).await
}
