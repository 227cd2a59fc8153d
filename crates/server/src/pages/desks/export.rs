//! A desk's view as a workbook: every row of it, not one page's.

use axum::extract::State;
use axum::response::Response;

use super::{Asked, one, rows};
use crate::pages::exports;
use crate::pages::lists::Value;
use crate::pages::sheet;
use crate::web::{Ask, At, Failure, SignedIn, Web};

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(key): At<String>,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let desk = one(&user, &key)?;
    let listed = rows::list(&web, &user, desk, &asked, usize::MAX).await?;
    let labels = sheet::heads(desk.heads).into_iter();
    let heads = ["项目", "项目单位"]
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
            .chain([Value::day(row.day), Value::text(forms.join("、"))])
    });
    let name = format!("{}业务台", desk.label);
    exports::table(&web, name, desk.key, heads, rows.collect()).await
}
