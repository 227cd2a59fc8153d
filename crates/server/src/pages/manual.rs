//! The manual, for each body what it does here: written in `docs/manual`, built
//! into the program, open to all.

use std::path::Path;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html as markup};

use crate::pack;
use crate::web::{At, Failure, Page, SignedIn, Web, html};

/// A page's name, in its address and of its file, and its title.
type Named = (&'static str, &'static str);

/// In their order.
const PAGES: [Named; 10] = [
    ("start", "开始使用"),
    ("project_unit", "项目单位"),
    ("bureau", "科技和信息化局"),
    ("departments", "会商部门和牵头部门"),
    ("finance", "财政局"),
    ("government", "区政府和领导小组"),
    ("expert", "评审专家"),
    ("supervision", "审计和监督"),
    ("administrators", "三名管理员"),
    ("readings", "读法和提示"),
];

#[derive(Debug, Template)]
#[template(path = "manual/show.html")]
struct Show {
    page: Page,
    title: &'static str,
    here: &'static str,
    pages: &'static [Named],
    content: String,
    before: Option<Named>,
    after: Option<Named>,
}

pub async fn index(user: Option<SignedIn>) -> Result<Response, Failure> {
    let first = PAGES.first().map(|(name, _)| *name);
    shown(user.as_ref(), first.unwrap_or_default())
}

pub async fn show(
    State(_): State<Web>,
    user: Option<SignedIn>,
    At(name): At<String>,
) -> Result<Response, Failure> {
    shown(user.as_ref(), &name)
}

fn shown(user: Option<&SignedIn>, name: &str) -> Result<Response, Failure> {
    let place = PAGES.iter().position(|(known, _)| *known == name);
    let place = place.ok_or(Failure::NotFound)?;
    let (here, title) = PAGES.get(place).copied().ok_or(Failure::NotFound)?;
    let text = pack::manual(&format!("{here}.md")).ok_or(Failure::NotFound)?;
    let before = place.checked_sub(1).and_then(|place| PAGES.get(place));
    Ok(html(&Show {
        page: Page::for_anyone(user, &format!("手册：{title}"), "/manual"),
        title,
        here,
        pages: &PAGES,
        content: laid_out(&String::from_utf8_lossy(&text)),
        before: before.copied(),
        after: PAGES.get(place + 1).copied(),
    }))
}

pub async fn picture(At(name): At<String>) -> Result<Response, Failure> {
    let is_png = Path::new(&name).extension().is_some_and(|end| end == "png");
    let found = pack::manual(&format!("pictures/{name}")).filter(|_| is_png);
    let data = found.ok_or(Failure::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    Ok((headers, data.into_owned()).into_response())
}

/// Markdown as a page shows it: the title of the file is the page's own, links
/// between its files lead to their pages.
fn laid_out(text: &str) -> String {
    let mut in_title = false;
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| {
        match &event {
            Event::Start(Tag::Heading { level, .. }) if *level == HeadingLevel::H1 => {
                in_title = true;
            }
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
                in_title = false;
                return None;
            }
            _ => {}
        }
        (!in_title).then(|| led(event))
    });
    let mut content = String::new();
    markup::push_html(&mut content, events);
    content
        .replace("<table>", r#"<div class="scroll" tabindex="0"><table>"#)
        .replace("</table>", "</table></div>")
}

/// With addresses of the server in place of files; markup is shown, not obeyed.
fn led(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Link {
            link_type,
            dest_url: match dest_url.strip_suffix(".md") {
                Some(page) => CowStr::from(format!("/manual/{page}")),
                None => dest_url,
            },
            title,
            id,
        }),
        Event::Start(Tag::Image {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Image {
            link_type,
            dest_url: CowStr::from(format!("/manual/{dest_url}")),
            title,
            id,
        }),
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{PAGES, laid_out};
    use crate::pack;

    #[test]
    fn every_page_has_its_text_and_no_link_leads_nowhere() {
        for (name, title) in PAGES {
            let text = pack::manual(&format!("{name}.md")).unwrap_or_default();
            let text = String::from_utf8_lossy(&text).into_owned();
            assert!(text.starts_with(&format!("# {title}\n")), "{name}");
            let shown = laid_out(&text);
            for link in shown.split("href=\"/manual/").skip(1) {
                let page = link.split('"').next().unwrap_or_default();
                assert!(PAGES.iter().any(|(known, _)| *known == page), "{page}");
            }
            for link in shown.split("src=\"/manual/").skip(1) {
                let picture = link.split('"').next().unwrap_or_default();
                assert!(pack::manual(picture).is_some(), "{name}: {picture}");
            }
        }
    }

    #[test]
    fn markup_in_a_text_is_shown_and_not_obeyed() {
        let shown = laid_out("# 题\n\n<script>alert(1)</script>\n\n[下一页](start.md)");
        assert!(!shown.contains("<script>") && shown.contains("&lt;script&gt;"));
        assert!(shown.contains("href=\"/manual/start\"") && !shown.contains('题'));
    }
}
