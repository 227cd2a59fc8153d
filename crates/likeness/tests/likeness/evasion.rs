//! New construction under another name: as a service, as a next phase, as a part of a bundle. And
//! what only looks like it.

use tongchou_likeness::{Class, Corpus, Entry, EntryKind, Hit, Item, Limits, Reader, Work};

const FUNCTIONS: &str = "居民预约上门回收，称重计价、积分到账；回收员、车辆备案，运输车辆装北斗；\
分品类统计去向，与再生企业入厂数据比对，防止跑单。";

fn built() -> Entry {
    Entry {
        id: "built".into(),
        title: "再生资源回收点位与流向管理系统".into(),
        unit: "文昌街道办事处".into(),
        year: Some(2024),
        summary: FUNCTIONS.into(),
        ..Entry::default()
    }
}

fn new(unit: &str, title: &str, summary: &str) -> Entry {
    Entry {
        id: "new".into(),
        title: title.into(),
        unit: unit.into(),
        year: Some(2026),
        summary: summary.into(),
        ..Entry::default()
    }
}

fn check(standing: &[Entry], declaration: &Entry) -> Vec<Hit> {
    let mut corpus = Corpus::new(Reader::built_in().unwrap());
    corpus.put_all(standing.to_vec());
    corpus.check(declaration, &Limits::default())
}

fn class(declaration: &Entry) -> Option<Class> {
    check(&[built()], declaration).first().map(|hit| hit.class)
}

#[test]
fn what_builds_is_a_duplicate_whatever_it_is_called() {
    let unit = "示范区政务服务局";
    let said =
        "新开发居民预约上门回收、称重计价积分、回收车辆北斗、分品类流向比对功能，并负责运行。";
    let service = new(unit, "再生资源回收信息化运维服务", said);
    assert_eq!(class(&service), Some(Class::Duplicate));
    let silent = new(unit, "再生资源回收监理服务", FUNCTIONS);
    assert_eq!(class(&silent), Some(Class::Duplicate));
    let nature = Entry {
        work: Some(Work::Maintenance),
        ..new(unit, "再生资源回收流向平台", FUNCTIONS)
    };
    assert_eq!(class(&nature), Some(Class::Duplicate));
}

#[test]
fn what_tends_a_system_is_related() {
    let tending = "对再生资源回收系统日常巡检、故障处理、称重终端校准，7×24小时值守。";
    let service = new(
        "文昌街道办事处",
        "再生资源回收点位与流向管理系统运维服务",
        tending,
    );
    assert_eq!(class(&service), Some(Class::Related));
    let listing = format!("保障下列功能正常运行：{FUNCTIONS}");
    let service = new(
        "文昌街道办事处",
        "再生资源回收点位与流向管理系统年度服务采购",
        &listing,
    );
    let service = Entry {
        work: Some(Work::Maintenance),
        ..service
    };
    assert_eq!(class(&service), Some(Class::Related));
}

#[test]
fn a_next_phase_says_what_is_new() {
    let unit = "文昌街道办事处";
    let title = "再生资源回收点位与流向管理系统（二期）";
    let fresh = "在一期基础上扩展到辖区外资源化处置企业，新增电池、纺织品两个品类，接入市级平台。";
    let genuine = new(unit, title, fresh);
    assert_eq!(class(&genuine), Some(Class::Related));
    let repeated = new(unit, title, FUNCTIONS);
    assert_eq!(class(&repeated), Some(Class::Duplicate));
    let named = Entry {
        predecessor: Some("built".into()),
        ..repeated
    };
    assert_eq!(class(&named), Some(Class::Duplicate));
}

#[test]
fn a_project_inside_a_bundle_is_found() {
    let unit = "百花街道办事处";
    let row = Entry {
        items: vec![
            Item {
                name: "可视对讲主机更换".into(),
                ..Item::default()
            },
            Item {
                name: "再生资源回收点位与流向管理系统".into(),
                amount: 35_000_000,
                ..Item::default()
            },
        ],
        ..new(
            unit,
            "百花街道精细化管理综合项目",
            "面向街道日常管理补短板。",
        )
    };
    let hits = check(&[built()], &row);
    let item = &hits[0].items[0];
    assert_eq!(hits[0].class, Class::Duplicate);
    assert_eq!(
        (item.own_number, item.number, item.place.as_str()),
        (2, 0, "项目名称")
    );
    let shelter = Entry {
        id: "shelter".into(),
        title: "流浪乞讨人员救助寻亲管理系统".into(),
        summary: "救助站接收受助人员时采集照片、指纹、口音和随身物品，与失踪人口、户籍库比对，\
辅助寻找家人；记录住站生活、就医、护送返乡各环节。"
            .into(),
        ..built()
    };
    let third = "采集受助人员照片、指纹、口音和随身物品，与失踪人口、户籍库比对，辅助寻找家人";
    let clause = Entry {
        functions: format!("一、楼宇门禁改造；二、{third}；三、社区图书漂流点管理。"),
        ..new(unit, "百花街道精细化管理综合项目", "分三个子项建设。")
    };
    let hits = check(&[built(), shelter], &clause);
    assert_eq!(
        (hits[0].id.as_str(), hits[0].class),
        ("shelter", Class::Duplicate)
    );
    assert!(hits[0].finding.contains("一部分"), "{}", hits[0].finding);
    let linked = Entry {
        functions: "与再生资源回收点位与流向管理系统对接".into(),
        ..new(unit, "楼宇门禁改造", "更换可视对讲主机。")
    };
    assert_ne!(class(&linked), Some(Class::Duplicate));
}

#[test]
fn one_everyday_word_is_no_ground_for_reuse() {
    let result = |id: &str, title: &str| Entry {
        id: id.into(),
        kind: EntryKind::Result,
        title: title.into(),
        summary: "系统及源代码、数据目录".into(),
        ..Entry::default()
    };
    let standing = [
        built(),
        result("r1", "视频资源共享服务平台"),
        result("r2", "公务用车管理系统"),
        result("r3", "公务用车系统运行维护服务（2024年）"),
    ];
    let need = new(
        "示范区民政局",
        "街面救助巡查",
        "居委会用探头看到露宿者后报告，派车接走。",
    );
    let hits = check(&standing, &need);
    assert!(
        hits.iter().all(|hit| hit.class != Class::ReuseCandidate),
        "{hits:?}"
    );
    let copy = new(
        "示范区民政局",
        "公务用车派车管理",
        "公务用车申请、派车、油耗统计。",
    );
    let hits = check(&standing, &copy);
    let asked: Vec<&str> = hits
        .iter()
        .filter(|hit| hit.class == Class::ReuseCandidate)
        .map(|hit| hit.id.as_str())
        .collect();
    assert!(
        !asked.contains(&"r3"),
        "its operation is nothing to use: {asked:?}"
    );
}
