//! Breaks a title over lines of like length, not within a word where that can
//! be helped: GB/T 9704-2012 asks for whole words and a symmetrical shape.

/// Pairs that stay together. Not a dictionary: the words of this field.
const WORDS: &[&str] = &[
    "信息", "项目", "平台", "系统", "升级", "改造", "建设", "服务", "管理", "综合", "智慧", "社区",
    "数据", "资源", "工程", "中心", "应用", "运维", "运行", "维护", "方案", "备案", "回执", "验收",
    "申请", "批复", "通知", "整改", "资金", "拨付", "暂停", "密码", "安全", "评估", "报告", "领域",
    "顶层", "设计", "会议", "纪要", "检查", "监督", "情况", "通报", "审查", "意见", "材料", "申报",
    "补正", "线索", "移送", "问题", "关于", "变更", "网络", "政务", "采购", "购买", "治理", "基层",
    "街道", "医院", "教育", "文化", "卫生", "健康", "公共", "监测", "指挥", "设备", "终端", "机房",
    "软件", "硬件", "档案", "共享", "开放", "目录", "接口", "年度", "区级", "市级", "一体", "统筹",
];

/// What makes a longer word of the one before it.
const TAILS: &str = "化性率度型级期";
/// Words of one character that end there.
const SINGLE: &str = "的和与及暨等市区县局委办）》”〕";

/// Widths are counted in half characters.
const HALF: usize = 2;

/// The title in as few lines of at most `most` characters as it needs.
pub(crate) fn lines(title: &str, most: usize) -> Vec<String> {
    let most = most.max(2) * HALF;
    let mut rest: Vec<char> = title.chars().collect();
    let mut lines = Vec::new();
    loop {
        let wide = width(&rest);
        if wide <= most {
            lines.push(rest.into_iter().collect());
            return lines;
        }
        let tail = rest.split_off(place(&rest, wide / wide.div_ceil(most), most));
        lines.push(rest.into_iter().collect::<String>().trim().to_owned());
        rest = tail;
    }
}

/// Where to break, nearest to the ideal width and at the least cost.
fn place(text: &[char], ideal: usize, most: usize) -> usize {
    let mut best = (usize::MAX, 1);
    let mut wide = 0;
    for (at, before) in (1..text.len()).zip(text) {
        wide += char_width(*before);
        if wide > most {
            break;
        }
        let cost = wide.abs_diff(ideal) + parting_cost(text, at);
        if cost < best.0 {
            best = (cost, at);
        }
    }
    best.1
}

/// What it costs to break before a place. Beside a word that is known a word ends for
/// certain; elsewhere the break may stand within one that is not.
fn parting_cost(text: &[char], at: usize) -> usize {
    let word = |from: usize| {
        let pair = text.get(from..from + 2);
        pair.is_some_and(|pair| WORDS.contains(&pair.iter().collect::<String>().as_str()))
    };
    let (Some(before), Some(after)) = (at.checked_sub(1).and_then(|at| text.get(at)), text.get(at))
    else {
        return 0;
    };
    if "，。、；：）》”〕".contains(*after) || "（《“〔".contains(*before) {
        40
    } else if before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric() {
        24
    } else if word(at - 1) || TAILS.contains(*after) {
        16
    } else if *after == '的' {
        8
    } else if word(at) || at >= 2 && word(at - 2) || SINGLE.contains(*before) {
        0
    } else {
        10
    }
}

fn width(text: &[char]) -> usize {
    text.iter().map(|c| char_width(*c)).sum()
}

fn char_width(c: char) -> usize {
    if c.is_ascii() { 1 } else { HALF }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_title_is_one_line() {
        assert_eq!(lines("信息化项目申报书", 19), ["信息化项目申报书"]);
    }

    #[test]
    fn words_stay_together() {
        assert_eq!(
            lines("关于智慧社区综合服务平台升级改造项目的审查意见函", 19),
            ["关于智慧社区综合服务平台", "升级改造项目的审查意见函"]
        );
    }

    #[test]
    fn a_break_stands_beside_a_word_that_is_known() {
        assert_eq!(
            lines("关于便民热线受理中枢升级改造项目的审查意见函", 19),
            ["关于便民热线受理中枢", "升级改造项目的审查意见函"]
        );
        assert_eq!(
            lines("关于适老化居家照护床位信息化管理平台的验收批复", 19),
            ["关于适老化居家照护床位", "信息化管理平台的验收批复"]
        );
    }

    #[test]
    fn a_word_without_end_is_broken_all_the_same() {
        let broken = lines(&"a".repeat(1000), 19);
        assert!(broken.iter().all(|line| line.len() <= 38));
        assert_eq!(broken.concat().len(), 1000);
    }
}
