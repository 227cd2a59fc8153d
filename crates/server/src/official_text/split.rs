//! Takes a regulation's text apart: chapters, articles, paragraphs (款), items
//! (项). The text may come from a printed page: sentences broken by a page's
//! end are joined again, lists may carry a hyphen. It judges nothing and reads
//! no files.

use serde::{Deserialize, Serialize};
use tongchou_rules::article::numeral;

/// One chapter's heading, and the article it begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    pub number: u32,
    pub title: String,
    pub from: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    pub number: u32,
    pub paragraphs: Vec<Paragraph>,
}

/// One 款 with the 项 listed under it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    pub chapters: Vec<Chapter>,
    pub articles: Vec<Article>,
}

/// What stands before the first article (title, number, preface) and after the
/// last (copies, printer) is left out.
pub fn split(text: &str) -> Parts {
    let mut reader = Reader::default();
    for line in text.lines().map(tidy).filter(|line| !line.is_empty()) {
        if reader.has_begun() && ends_the_text(&line) {
            break;
        }
        reader.line(&line);
    }
    reader.parts
}

/// The line without the blanks around it and the marks of lists.
fn tidy(line: &str) -> String {
    let line = line
        .trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '\u{feff}' | '#'));
    let line = line
        .strip_prefix(['-', '*', '•', '·'])
        .map_or(line, |rest| rest.trim_start());
    line.to_owned()
}

fn ends_the_text(line: &str) -> bool {
    ["抄送", "主题词", "附件：", "附件:"]
        .iter()
        .any(|mark| line.starts_with(mark))
}

#[derive(Debug, Default)]
struct Reader {
    parts: Parts,
    /// A chapter whose first article has not come yet.
    chapter: Option<(u32, String)>,
}

impl Reader {
    fn has_begun(&self) -> bool {
        !self.parts.articles.is_empty()
    }

    fn line(&mut self, line: &str) {
        let whole = self.is_whole();
        if let Some((number, title)) = chapter(line).filter(|_| whole) {
            self.chapter = Some((number, title));
        } else if let Some((number, rest)) = self.heading(line, whole) {
            self.begin(number, rest);
        } else if self.chapter.is_none() {
            self.more(line, whole);
        }
    }

    /// Whether what was read so far ends with a sentence.
    fn is_whole(&self) -> bool {
        self.last_text().is_none_or(|text| {
            text.ends_with(['。', '；', '：', ';', ':', '！', '？']) || text.is_empty()
        })
    }

    fn last_text(&self) -> Option<&String> {
        let paragraph = self.parts.articles.last()?.paragraphs.last()?;
        Some(paragraph.items.last().unwrap_or(&paragraph.text))
    }

    /// An article begins where a blank follows its number; without one only if
    /// it is the next and no sentence is open, for sentences cite articles too.
    fn heading<'a>(&self, line: &'a str, whole: bool) -> Option<(u32, &'a str)> {
        let (number, rest) = numbered(line, '条')?;
        let next = self.parts.articles.last().map_or(1, |last| last.number + 1);
        let apart = rest.is_empty() || rest.starts_with(char::is_whitespace);
        (apart || (whole && number == next)).then(|| (number, rest.trim_start()))
    }

    fn begin(&mut self, number: u32, text: &str) {
        if let Some((chapter, title)) = self.chapter.take() {
            self.parts.chapters.push(Chapter {
                number: chapter,
                title,
                from: number,
            });
        }
        self.parts.articles.push(Article {
            number,
            paragraphs: vec![Paragraph {
                text: text.to_owned(),
                items: Vec::new(),
            }],
        });
    }

    fn more(&mut self, line: &str, whole: bool) {
        let Some(article) = self.parts.articles.last_mut() else {
            return;
        };
        let Some(paragraph) = article.paragraphs.last_mut() else {
            return;
        };
        if let Some(item) = item(line).filter(|_| whole) {
            paragraph.items.push(item.to_owned());
        } else if whole && !paragraph.text.is_empty() {
            article.paragraphs.push(Paragraph {
                text: line.to_owned(),
                items: Vec::new(),
            });
        } else {
            paragraph
                .items
                .last_mut()
                .unwrap_or(&mut paragraph.text)
                .push_str(line);
        }
    }
}

/// 第一章 总 则: the number and the title without its blanks.
fn chapter(line: &str) -> Option<(u32, String)> {
    let (number, rest) = numbered(line, '章')?;
    let title: String = rest.chars().filter(|l| !l.is_whitespace()).collect();
    let heads = title.chars().count() <= 30 && !title.contains(['。', '，', '；', '、']);
    heads.then_some((number, title))
}

fn numbered(line: &str, kind: char) -> Option<(u32, &str)> {
    let (words, rest) = line.strip_prefix('第')?.split_once(kind)?;
    let words: String = words.chars().filter(|l| !l.is_whitespace()).collect();
    let number = (1..=99).find(|candidate| numeral(*candidate) == words)?;
    Some((number, rest))
}

/// The text of （一）…, also with narrow brackets.
fn item(line: &str) -> Option<&str> {
    let inside = line.strip_prefix(['（', '('])?;
    let (words, rest) = inside.split_once(['）', ')'])?;
    let numbers = words.chars().all(|l| "一二三四五六七八九十".contains(l));
    (numbers && !words.is_empty()).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::{Chapter, split};

    const TEXT: &str = "示例区图书借阅办法\n\n第一章 总 则\n\n第一条 为方便借阅，\n\n制定本办法。\n\n\
        第二条　本办法所称图书包括下列各类：\n\n- （一）纸本图书；\n- （二）电子图\n\n书。\n\n\
        其他图书参照第一条办理。\n\n第二章 借 阅\n\n第三条 借阅依照第二章和\n\n\
        第一条的规定，期限为 30 日。\n\n逾期的，按下列办法处理。\n\n(一)提醒；\n\n(二)停借。\n\n\
        不服的，可以申诉。\n\n抄送：各馆。\n\n印发";

    #[test]
    fn chapters_articles_paragraphs_and_items_are_told_apart() {
        let parts = split(TEXT);
        let chapter = |number, title: &str, from| Chapter {
            number,
            title: title.to_owned(),
            from,
        };
        assert_eq!(
            parts.chapters,
            [chapter(1, "总则", 1), chapter(2, "借阅", 3)]
        );
        let numbers: Vec<u32> = parts.articles.iter().map(|a| a.number).collect();
        assert_eq!(numbers, [1, 2, 3]);
        assert_eq!(
            parts.articles[0].paragraphs[0].text,
            "为方便借阅，制定本办法。"
        );
        let second = &parts.articles[1].paragraphs;
        assert_eq!(second[0].items, ["纸本图书；", "电子图书。"]);
        assert_eq!(second[1].text, "其他图书参照第一条办理。");
        let third = &parts.articles[2].paragraphs;
        assert_eq!(
            third[0].text,
            "借阅依照第二章和第一条的规定，期限为 30 日。"
        );
        assert_eq!(third[1].items, ["提醒；", "停借。"]);
        assert_eq!(third[2].text, "不服的，可以申诉。");
        assert_eq!(third.len(), 3);
    }

    #[test]
    fn one_line_a_paragraph_without_blanks_is_read_alike() {
        let parts = split("第一条 甲。\r\n乙。\r\n第二条丙，见第一条。\r\n第二项丁。");
        assert_eq!(parts.articles.len(), 2);
        assert_eq!(parts.articles[0].paragraphs[1].text, "乙。");
        assert_eq!(parts.articles[1].paragraphs[1].text, "第二项丁。");
    }

    #[test]
    fn a_text_without_articles_gives_none() {
        assert!(split("没有条文的通知。\n第二项 丁").articles.is_empty());
        assert!(split("").articles.is_empty());
    }
}
