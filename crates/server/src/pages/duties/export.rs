//! The duties that an address asks for as a workbook.

use axum::response::Response;

use super::{asked, columns};
use crate::forms::Pairs;
use crate::web::{Failure, SignedIn, Web};

pub async fn show(web: &Web, user: &SignedIn, pairs: &Pairs) -> Result<Response, Failure> {
    let (board, found) = asked(web, user, pairs).await?;
    let today = web.app.clock().today();
    let lines = board.sorted(found.lines(user, today, 0..found.total()), columns::by);
    let rows = lines.into_iter().map(columns::values).collect();
    board.workbook(web, rows).await
}
