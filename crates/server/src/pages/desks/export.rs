//! A desk's view as a workbook: every row of it, not one page's.

use axum::extract::State;
use axum::response::Response;

use super::{Asked, one, rows};
use crate::pages::exports;
use crate::pages::lists::Value;
use crate::web::{Ask, At, Failure, SignedIn, Web};
use crate::workbook;

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(key): At<String>,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let desk = one(&user, &key)?;
    let listed = rows::list(&web, &user, desk, &asked, usize::MAX).await?;
    let labels = super::super::sheet::heads(desk.heads).into_iter();
    let heads: Vec<&str> = ["项目", "项目单位"]
        .into_iter()
        .chain(labels.map(|head| head.label))
        .chain(["最近的期限", "可以办理"])
        .collect();
    let rows = listed.rows.into_iter().map(|row| {
        let forms: Vec<String> = row.forms.into_iter().map(|form| form.title).collect();
        let cells = row.cells.into_iter().map(Value::from);
        [Value::text(row.title), Value::text(row.unit)]
            .into_iter()
            .chain(cells)
            .chain([
                row.day.map_or(Value::Nothing, Value::Day),
                Value::text(forms.join("、")),
            ])
    });
    let name = format!("{}业务台", desk.label);
    let file = workbook::write(&name, &heads, rows)?;
    Ok(exports::file(&web, &name, desk.key, file))
}
