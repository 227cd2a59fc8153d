//! The demonstration's projects: one at least in every stage, and those to which
//! something happened.

use jiff::Span;
use jiff::civil::Date;
use serde_json::json;

use super::life::{Life, SUPERVISION, Sketch};
use super::run::Planned;

const GOVERNMENT_SERVICES: (&str, &str) = ("zhengwuju", "示范区政务服务局");
const CLOUD: (&str, &str) = ("kexinju_tongchou", "示范区科技和信息化局");

const LARGE: &[(&str, &str, &str)] = &[
    ("应用软件开发", "software_development", "1000000"),
    ("安全防护", "security", "120000"),
    (SUPERVISION, "service", "80000"),
];
const SMALL: &[(&str, &str, &str)] = &[
    ("应用软件开发", "software_development", "420000"),
    ("安全防护", "security", "40000"),
];
const DATA: &[(&str, &str, &str)] = &[
    ("数据治理平台", "software_development", "860000"),
    ("隐私计算环境", "software_purchase", "300000"),
    ("安全防护", "security", "140000"),
    (SUPERVISION, "service", "60000"),
];
const SERVICE: &[(&str, &str, &str)] = &[
    ("运维驻场服务", "service", "380000"),
    ("安全值守服务", "security", "60000"),
];

const PLAIN: Sketch = Sketch {
    key: "plain",
    title: "",
    summary: "整合现有业务流程，实现数据共享和业务协同",
    unit: "jiedao",
    lead: GOVERNMENT_SERVICES,
    field: "business_system",
    nature: "construction",
    level: 2,
    public_data: false,
    budget: SMALL,
};

/// Every act of every project, from the district's first day to today.
pub fn all(start: Date, end: Date) -> Vec<Planned> {
    let back = |days: i32| end.checked_sub(Span::new().days(days)).unwrap_or(start);
    let mut lives = ended(&back);
    lives.extend(under_way(&back));
    lives.extend(troubled(&back));
    lives
        .into_iter()
        .flat_map(|life| life.steps)
        .filter(|step| step.day <= end)
        .collect()
}

fn life(
    key: &'static str,
    title: &'static str,
    day: Date,
    change: impl FnOnce(&mut Sketch),
) -> Life {
    let mut sketch = Sketch {
        key,
        title,
        ..PLAIN
    };
    change(&mut sketch);
    Life::begin(sketch, day)
}

fn to_letter(life: &mut Life) -> &mut Life {
    life.draft().declare().review().approve().letter()
}

fn to_building(life: &mut Life) -> &mut Life {
    to_letter(life).budget().procure().contract().build()
}

/// Accepted, in use, some of them evaluated.
fn ended(back: &dyn Fn(i32) -> Date) -> Vec<Life> {
    let mut evaluated = life("evaluated", "街道网格化管理平台", back(1_100), |_| {});
    to_building(&mut evaluated)
        .work()
        .apply()
        .accept("pass")
        .operate()
        .self_evaluate()
        .evaluate();
    let mut important = life(
        "important",
        "全民健康信息平台（三级等保）",
        back(960),
        |sketch| {
            sketch.unit = "weijianwei";
            sketch.level = 3;
            sketch.budget = LARGE;
        },
    );
    to_building(&mut important)
        .work()
        .apply()
        .accept("pass")
        .operate()
        .self_evaluate();
    let mut operating = life(
        "operating",
        "社会救助综合管理系统",
        back(620),
        |sketch| {
            sketch.unit = "minzhengju";
            sketch.nature = "upgrade";
        },
    );
    to_building(&mut operating)
        .work()
        .apply()
        .accept("pass")
        .operate();
    vec![evaluated, important, operating]
}

/// One in each stage from draft to acceptance.
fn under_way(back: &dyn Fn(i32) -> Date) -> Vec<Life> {
    let mut draft = life(
        "draft",
        "社区养老服务管理系统",
        back(9),
        |sketch| sketch.unit = "minzhengju",
    );
    draft.draft();
    let mut declared = life(
        "declared",
        "便民服务一体机升级",
        back(24),
        |sketch| sketch.nature = "upgrade",
    );
    declared.draft().declare();
    let mut reviewed = life(
        "reviewed",
        "慢性病随访管理系统",
        back(60),
        |sketch| sketch.unit = "weijianwei",
    );
    reviewed.draft().declare().review();
    let mut approved = life("approved", "殡葬服务管理平台", back(70), |sketch| {
        sketch.unit = "minzhengju"
    });
    approved.draft().declare().review().approve();
    let mut letter = life(
        "letter",
        "公共卫生应急指挥系统",
        back(100),
        |sketch| {
            sketch.unit = "weijianwei";
            sketch.level = 3;
            sketch.budget = LARGE;
        },
    );
    to_letter(&mut letter);
    let mut budgeted = life("budgeted", "街道数据驾驶舱", back(110), |sketch| {
        sketch.field = "data_resource";
        sketch.lead = CLOUD;
    });
    to_letter(&mut budgeted).budget().procure();
    let mut service = life(
        "service",
        "信息系统运行维护服务采购",
        back(130),
        |sketch| {
            sketch.unit = "weijianwei";
            sketch.nature = "service_purchase";
            sketch.budget = SERVICE;
        },
    );
    to_letter(&mut service).budget().procure().contract();
    let mut data = life(
        "data",
        "卫生健康公共数据授权运营平台",
        back(230),
        |sketch| {
            sketch.unit = "weijianwei";
            sketch.field = "data_resource";
            sketch.lead = CLOUD;
            sketch.public_data = true;
            sketch.budget = DATA;
        },
    );
    to_building(&mut data);
    let mut accepting = life(
        "accepting",
        "婚姻登记智能预约系统",
        back(325),
        |sketch| sketch.unit = "minzhengju",
    );
    to_building(&mut accepting).work().apply();
    vec![
        draft, declared, reviewed, approved, letter, budgeted, service, data, accepting,
    ]
}

/// Returned, failed, suspended, terminated.
fn troubled(back: &dyn Fn(i32) -> Date) -> Vec<Life> {
    let mut returned = life("returned", "智慧楼宇感知平台", back(40), |_| {});
    let defects = json!([
        { "subject": "投资概算", "defect": "软件开发工作量测算依据不足", "clause": "第八条" },
        { "subject": "安全建设方案", "defect": "缺少日志留存和审计措施", "clause": "第四条" },
    ]);
    returned.draft().declare().wait(8).act(
        "kexinju",
        "conclude_preliminary_review",
        json!({ "outcome": "return", "opinion": "请补正后重新申报", "defects": defects }),
    );
    let mut failed = life("failed", "养老机构监管系统", back(400), |sketch| {
        sketch.unit = "minzhengju"
    });
    to_building(&mut failed).work().apply().accept("reject");
    let mut suspended = life("suspended", "地下管线感知监测平台", back(330), |_| {});
    to_building(&mut suspended);
    measured(&mut suspended, "suspend_construction");
    let mut terminated = life(
        "terminated",
        "老旧视频平台改造",
        back(520),
        |sketch| sketch.nature = "upgrade",
    );
    to_building(&mut terminated);
    measured(&mut terminated, "terminate");
    vec![returned, failed, suspended, terminated]
}

/// Inspected, ordered to put it right, late, and measured.
fn measured(life: &mut Life, measure: &str) {
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
    let imposed =
        json!({ "rectification": "@按审查意见函整改", "measure": measure, "reason": "逾期未整改" });
    life.wait(45).act("kexinju", "impose_measure", imposed);
}
