//! A desk's view as a workbook: every row of it, not one page's.

use axum::extract::State;
use axum::response::Response;

use super::{one, rows};
use crate::pages::lists::Value;
use crate::web::{At, Failure, Queried, SignedIn, Web};

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(key): At<String>,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    let desk = one(&user, &key)?;
    let listed = rows::list(&web, &user, desk, pairs, rows::Part::Whole).await?;
    let rows = listed.rows.into_iter();
    let rows = rows.map(|cells| cells.into_iter().map(Value::from).collect());
    listed.board.workbook(&web, rows.collect()).await
}
