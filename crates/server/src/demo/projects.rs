//! The demonstration's projects: one at least in every stage, and those to which
//! something happened.

use std::borrow::Cow;

use jiff::Span;
use jiff::civil::Date;
use serde_json::json;

use super::life::{Life, Line, SUPERVISION, Sketch};
use super::run::Planned;
use super::wording;

pub(super) const GOVERNMENT_SERVICES: (&str, &str) = ("zhengwuju", "示范区政务服务局");
pub(super) const CLOUD: (&str, &str) = ("kexinju_tongchou", "示范区科技和信息化局");

const LARGE: &[Line] = &[
    ("应用软件开发", "software_development", 1_000_000),
    ("安全防护", "security", 120_000),
    (SUPERVISION, "service", 80_000),
];
const SMALL: &[Line] = &[
    ("应用软件开发", "software_development", 420_000),
    ("安全防护", "security", 40_000),
];
const DATA: &[Line] = &[
    ("数据治理平台", "software_development", 860_000),
    ("隐私计算环境", "software_purchase", 300_000),
    ("安全防护", "security", 140_000),
    (SUPERVISION, "service", 60_000),
];
const SERVICE: &[Line] = &[
    ("运维驻场服务", "service", 380_000),
    ("安全值守服务", "security", 60_000),
];

/// The small budget in the size of a project, its parts in the same proportion.
fn small(key: &str) -> Cow<'static, [Line]> {
    let hundredths = match key {
        "evaluated" => 165,
        "operating" => 190,
        "draft" => 85,
        "declared" => 70,
        "reviewed" => 140,
        "approved" => 115,
        "accepting" => 95,
        "returned" => 205,
        "failed" => 150,
        "suspended" => 210,
        "terminated" => 180,
        _ => 100,
    };
    SMALL
        .iter()
        .map(|(name, category, yuan)| (*name, *category, yuan * hundredths / 100))
        .collect()
}

const PLAIN: Sketch = Sketch {
    key: Cow::Borrowed("plain"),
    title: Cow::Borrowed(""),
    summary: Cow::Borrowed(""),
    unit: Cow::Borrowed("jiedao"),
    lead: GOVERNMENT_SERVICES,
    field: "business_system",
    nature: "construction",
    level: 2,
    public_data: false,
    builder: Cow::Borrowed("北辰软件"),
    budget: Cow::Borrowed(SMALL),
    pace: 100,
};

/// Every act of every project, from the district's first day to today.
pub fn all(start: Date, end: Date) -> Vec<Planned> {
    let back = |days: i32| end.checked_sub(Span::new().days(days)).unwrap_or(start);
    let mut lives = ended(&back);
    lives.extend(in_review(&back));
    lives.extend(under_way(&back));
    lives.extend(troubled(&back));
    lives
        .into_iter()
        .flat_map(|life| life.steps)
        .filter(|step| step.day <= end)
        .collect()
}

/// A project like the others but for its unit.
fn of(unit: &'static str, key: &'static str, title: &'static str) -> Sketch {
    Sketch {
        key: key.into(),
        title: title.into(),
        summary: wording::summary(key).into(),
        unit: unit.into(),
        budget: small(key),
        ..PLAIN
    }
}

/// The same, of level 3 and 1.2 million yuan.
fn important(unit: &'static str, key: &'static str, title: &'static str) -> Sketch {
    Sketch {
        level: 3,
        budget: LARGE.into(),
        ..of(unit, key, title)
    }
}

fn upgrade(sketch: Sketch) -> Sketch {
    Sketch {
        nature: "upgrade",
        ..sketch
    }
}

fn to_letter(life: &mut Life) -> &mut Life {
    life.draft().declare().review().approve().letter()
}

fn to_building(life: &mut Life) -> &mut Life {
    to_letter(life).budget().procure().contract().build()
}

fn to_operation(life: &mut Life) -> &mut Life {
    to_building(life).work().apply().accept("pass").operate()
}

/// Accepted, in use, some of them evaluated.
fn ended(back: &dyn Fn(i32) -> Date) -> Vec<Life> {
    let sketch = of("jiedao", "evaluated", "街道网格化管理平台");
    let mut evaluated = Life::begin(sketch, back(1_100));
    to_operation(&mut evaluated).self_evaluate().evaluate();
    let sketch = important("weijianwei", "important", "全民健康信息平台（三级等保）");
    let mut important = Life::begin(sketch, back(960));
    to_operation(&mut important).self_evaluate();
    let sketch = upgrade(of("minzhengju", "operating", "社会救助综合管理系统"));
    let mut operating = Life::begin(sketch, back(620));
    to_operation(&mut operating);
    vec![evaluated, important, operating]
}

/// From the draft to the government's decision.
fn in_review(back: &dyn Fn(i32) -> Date) -> Vec<Life> {
    let mut draft = Life::begin(of("minzhengju", "draft", "社区养老服务管理系统"), back(9));
    draft.draft();
    let sketch = upgrade(of("jiedao", "declared", "便民服务一体机升级"));
    let mut declared = Life::begin(sketch, back(24));
    declared.draft().declare();
    let mut reviewed = Life::begin(of("weijianwei", "reviewed", "慢性病随访管理系统"), back(60));
    reviewed.draft().declare().review();
    let mut approved = Life::begin(of("minzhengju", "approved", "殡葬服务管理平台"), back(70));
    approved.draft().declare().review().approve();
    vec![draft, declared, reviewed, approved]
}

/// From the letter to the application for acceptance.
fn under_way(back: &dyn Fn(i32) -> Date) -> Vec<Life> {
    let sketch = important("weijianwei", "letter", "公共卫生应急指挥系统");
    let mut letter = Life::begin(sketch, back(100));
    to_letter(&mut letter);
    let sketch = Sketch {
        field: "data_resource",
        lead: CLOUD,
        ..of("jiedao", "budgeted", "街道数据驾驶舱")
    };
    let mut budgeted = Life::begin(sketch, back(110));
    to_letter(&mut budgeted).budget().procure();
    budgeted.wait(5).own("file_change", moved());
    let sketch = Sketch {
        nature: "service_purchase",
        budget: SERVICE.into(),
        ..of("weijianwei", "service", "信息系统运行维护服务采购")
    };
    let mut service = Life::begin(sketch, back(130));
    to_letter(&mut service).budget().procure().contract();
    let sketch = Sketch {
        field: "data_resource",
        lead: CLOUD,
        public_data: true,
        budget: DATA.into(),
        ..of("weijianwei", "data", "卫生健康公共数据授权运营平台")
    };
    let mut data = Life::begin(sketch, back(230));
    to_building(&mut data);
    let sketch = of("minzhengju", "accepting", "婚姻登记智能预约系统");
    let mut accepting = Life::begin(sketch, back(325));
    to_building(&mut accepting).work().apply();
    vec![letter, budgeted, service, data, accepting]
}

/// A change small enough to be filed: funds move from one item to another.
fn moved() -> serde_json::Value {
    json!({
        "items": [
            { "item": "@应用软件开发", "amount": "410000" },
            { "item": "@安全防护", "amount": "50000" },
        ],
        "goal_unchanged": true, "within_planning": true, "main_content_must_change": true,
        "change_case": "technical", "reason": "安全防护策略调整，增加日志留存，相应压减软件开发内容",
        "already_made": false,
    })
}

/// Returned, failed, suspended, terminated.
fn troubled(back: &dyn Fn(i32) -> Date) -> Vec<Life> {
    let mut returned = Life::begin(of("jiedao", "returned", "智慧楼宇感知平台"), back(40));
    let defects = json!([
        { "subject": "投资概算", "defect": "软件开发工作量测算依据不足", "clause": "第八条" },
        { "subject": "安全建设方案", "defect": "缺少日志留存和审计措施", "clause": "第四条" },
    ]);
    let returning =
        json!({ "outcome": "return", "opinion": "请补正后重新申报", "defects": defects });
    let review = "conclude_preliminary_review";
    returned
        .draft()
        .declare()
        .wait(8)
        .act("kexinju", review, returning);
    let mut failed = Life::begin(of("minzhengju", "failed", "养老机构监管系统"), back(400));
    to_building(&mut failed).work().apply().accept("reject");
    let sketch = of("jiedao", "suspended", "地下管线感知监测平台");
    let mut suspended = Life::begin(sketch, back(330));
    to_building(&mut suspended);
    measured(&mut suspended, "suspend_construction");
    let sketch = upgrade(of("jiedao", "terminated", "老旧视频平台改造"));
    let mut terminated = Life::begin(sketch, back(520));
    to_building(&mut terminated);
    measured(&mut terminated, "terminate");
    vec![returned, failed, suspended, terminated]
}

/// Inspected, ordered to put it right, late, and measured.
pub(super) fn measured(life: &mut Life, measure: &str) {
    let found = json!({
        "subjects": ["management"], "inspected_on": life.after(20).to_string(), "violation": true,
        "findings": "未按批复内容组织实施，进度严重滞后",
    });
    life.wait(20).act("kexinju", "record_inspection", found);
    let order = json!({
        "inspection": "@未按批复内容", "requirement": "按审查意见函整改并报送进度计划",
        "due_on": life.after(35).to_string(),
    });
    life.wait(3).act("kexinju", "order_rectification", order);
    let imposed = json!({
        "rectification": "@按审查意见函整改", "measure": measure, "reason": "逾期未整改",
        "heard_on": life.after(40).to_string(), "statement": "承建单位人员变动，未能按期整改，没有其他意见",
    });
    life.wait(45).act("kexinju", "impose_measure", imposed);
}
