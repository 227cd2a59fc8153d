//! What the projects of a large district are about, and how each life goes: most
//! to their end, some returned, rejected, failed or stopped.

use jiff::Span;
use jiff::civil::{Date, Weekday, date};
use serde_json::json;

use super::chance::Chance;
use super::people;
use super::play::{MeetingKey, meeting_title};
use crate::demo::life::{Life, Line, SUPERVISION, Sketch};
use crate::demo::projects::{CLOUD, GOVERNMENT_SERVICES, measured};

/// The first day a project is registered: the designs are in force by then.
pub const BEGIN: Date = date(2022, 7, 25);

/// Meetings of one day.
const GROUPS: usize = 2;

/// A life with what playing it needs to know.
#[derive(Debug)]
pub struct Drawn {
    pub number: usize,
    pub life: Life,
    pub meeting: Option<MeetingKey>,
}

const SUBJECTS: &[&str] = &[
    "社区养老服务",
    "慢性病随访",
    "义务教育入学",
    "公租房资格审核",
    "城市部件巡查",
    "停车设施",
    "企业走访服务",
    "文物巡检",
    "体育场馆预约",
    "食品经营许可",
    "危险化学品监管",
    "污染源监测",
    "排水管网",
    "公园绿地养护",
    "经济运行监测",
    "法律援助",
    "退役军人服务",
    "医保基金监管",
    "信访事项办理",
    "档案数字化",
    "公务用车",
    "国有资产监管",
    "楼宇经济",
    "接诉即办",
    "疫苗接种",
    "图书借阅",
    "展览导览",
    "青少年活动",
    "残疾人康复",
    "职工帮扶",
    "家庭教育指导",
    "科普活动",
    "物业服务评价",
    "垃圾分类",
    "老旧小区改造",
    "电梯安全",
    "燃气安全",
    "防汛指挥",
    "森林防火",
    "地下空间管理",
    "网格事件处置",
    "居民议事",
    "社会救助",
    "婚姻登记",
    "殡葬服务",
    "就业帮扶",
    "劳动仲裁",
    "社保经办",
    "招商线索",
    "行政执法",
    "行政审批",
    "电子证照",
    "公共数据目录",
    "视频资源共享",
    "政务外网",
    "机房环境",
    "会议服务",
    "办公协同",
    "财务报销",
    "内部审计",
];

const SYSTEMS: &[&str] = &[
    "管理系统",
    "服务平台",
    "监测预警系统",
    "数据治理项目",
    "业务协同系统",
    "移动应用",
    "指挥调度系统",
    "综合分析系统",
    "一体化平台",
    "智能感知系统",
];

/// The life of one project of so many.
pub fn life(number: usize, of: usize, end: Date) -> Drawn {
    let mut chance = Chance::of(number.wrapping_add(7_919));
    let days = usize::try_from((end - BEGIN).get_days()).unwrap_or(0);
    // spread evenly, the first at the beginning and the last today
    let into = number * days / of.max(1);
    let into = i64::try_from(into).unwrap_or(0);
    let begin = BEGIN.checked_add(Span::new().days(into)).unwrap_or(BEGIN);
    let units = people::units(people::UNITS);
    let mut life = Life::begin(sketch(number, begin, &units, &mut chance), begin);
    let meeting = live(&mut life, number, &mut chance);
    Drawn {
        number,
        life,
        meeting,
    }
}

/// What happens to it, to its planned end.
fn live(life: &mut Life, number: usize, chance: &mut Chance) -> Option<MeetingKey> {
    life.draft();
    let fate = chance.below(100);
    if fate < 2 {
        return None;
    }
    life.declare();
    if fate < 5 {
        let defects =
            json!([{ "subject": "投资概算", "defect": "测算依据不足", "clause": "第八条" }]);
        let returned =
            json!({ "outcome": "return", "opinion": "请补正后重新申报", "defects": defects });
        life.wait(8)
            .act("kexinju", "conclude_preliminary_review", returned);
        return None;
    }
    life.review();
    let meeting = next_meeting(life.after(6), number);
    life.until(meeting.0);
    if fate < 8 {
        life.rejected(&meeting_title(meeting));
        return Some(meeting);
    }
    life.consulted(&meeting_title(meeting)).letter();
    life.budget().procure().contract().build();
    if fate < 10 {
        measured(life, "suspend_construction");
    } else if fate < 12 {
        measured(life, "terminate");
    } else {
        life.report("上半年").work_in_parts(chance.below(3)).apply();
        if fate < 14 {
            life.accept("reject");
        } else {
            life.accept("pass").operate().yearly().self_evaluate();
            if chance.percent(40) {
                life.evaluate();
            }
            life.yearly();
        }
    }
    Some(meeting)
}

/// The meetings are on Wednesdays.
pub fn next_meeting(from: Date, number: usize) -> MeetingKey {
    let ahead = i64::from(from.weekday().until(Weekday::Wednesday));
    let held_on = from.checked_add(Span::new().days(ahead)).unwrap_or(from);
    (held_on, number % GROUPS)
}

/// A project of one of some units.
pub fn sketch(number: usize, begin: Date, units: &[String], chance: &mut Chance) -> Sketch {
    let unit = chance.pick(units).cloned().unwrap_or_default();
    let subject = chance.pick(SUBJECTS).copied().unwrap_or_default();
    let system = chance.pick(SYSTEMS).copied().unwrap_or_default();
    let year = begin.year();
    let (nature, title, budget) = match chance.below(100) {
        0..=24 => {
            let title = format!("{subject}系统运行维护服务（{year}年）");
            ("service_purchase", title, service(chance))
        }
        25..=49 => (
            "upgrade",
            format!("{subject}{system}升级改造"),
            built(chance),
        ),
        _ => ("construction", format!("{subject}{system}"), built(chance)),
    };
    let leads = [
        (GOVERNMENT_SERVICES, "business_system"),
        (GOVERNMENT_SERVICES, "equipment"),
        (CLOUD, "data_resource"),
        (CLOUD, "network"),
    ];
    let place = [0, 0, 0, 0, 0, 0, 1, 2, 2, 3]
        .get(chance.below(10))
        .copied()
        .unwrap_or(0);
    let (lead, field) = leads
        .get(place)
        .copied()
        .unwrap_or((GOVERNMENT_SERVICES, "business_system"));
    let level = match chance.below(100) {
        0..=14 => 3,
        15..=89 => 2,
        _ => 1,
    };
    Sketch {
        key: format!("no{number}").into(),
        summary: format!("面向{subject}的受理、流转、办结和统计分析，第{number}号项目").into(),
        title: title.into(),
        unit: unit.into(),
        lead,
        field,
        nature,
        level,
        public_data: field == "data_resource" && chance.percent(15),
        builder: people::builder(chance.below(people::builders())).into(),
        budget: budget.into(),
        pace: i32::try_from(chance.between(100, 170)).unwrap_or(100),
    }
}

fn built(chance: &mut Chance) -> Vec<Line> {
    let software = chance.between(15, 400) * 10_000;
    let hardware = if chance.percent(40) {
        chance.between(5, 150) * 10_000
    } else {
        0
    };
    let mut lines = vec![("应用软件开发", "software_development", software)];
    if hardware > 0 {
        lines.push(("服务器和终端", "hardware", hardware));
    }
    let base = software + hardware;
    lines.push(("安全防护", "security", base * chance.between(11, 15) / 100));
    // where the law asks for supervision there is a line for it
    if base >= 800_000 {
        lines.push((SUPERVISION, "service", base * 3 / 100));
    }
    lines
}

fn service(chance: &mut Chance) -> Vec<Line> {
    let staff = chance.between(8, 160) * 10_000;
    vec![
        ("运维驻场服务", "service", staff),
        (
            "安全值守服务",
            "security",
            staff * chance.between(12, 20) / 100,
        ),
    ]
}
