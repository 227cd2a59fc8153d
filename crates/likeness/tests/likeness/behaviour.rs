//! Single behaviours: classes, explanations, items, splits, order, change of the corpus.

use tongchou_likeness::{
    Aspect, Class, Corpus, Embedding, Entry, Hit, Item, Lexicon, Limits, Reader, SplitRule, Work,
};

fn corpus(entries: &[Entry]) -> Corpus {
    let mut corpus = Corpus::new(Reader::built_in().unwrap());
    corpus.put_all(entries.to_vec());
    corpus
}

fn entry(id: &str, unit: &str, year: i32, title: &str, summary: &str) -> Entry {
    Entry {
        id: id.into(),
        unit: unit.into(),
        year: Some(year),
        title: title.into(),
        summary: summary.into(),
        ..Entry::default()
    }
}

fn care() -> Entry {
    Entry {
        items: vec![
            item("助餐派单模块", 30_000_000),
            item("老年人基础信息库", 20_000_000),
            item("一键呼叫设备", 45_000_000),
        ],
        ..entry(
            "2024-3",
            "西城区民政局",
            2024,
            "居家养老服务平台",
            "为老年人提供助餐、助浴和上门照护，服务人员签到，家属评价，配发一键呼叫设备。",
        )
    }
}

fn item(name: &str, amount: i64) -> Item {
    Item {
        name: name.into(),
        amount,
        kind: "software".into(),
    }
}

fn check(corpus: &Corpus, declaration: &Entry) -> Vec<Hit> {
    corpus.check(declaration, &Limits::default())
}

#[test]
fn a_rewording_of_another_unit_is_a_duplicate_with_its_grounds() {
    let corpus = corpus(&[care()]);
    let new = entry(
        "n",
        "展览路街道办事处",
        2026,
        "长者照护信息系统",
        "给银发老人安排送餐、洗澡、上门护理，到家打卡，由子女打分，摔倒可一键呼救。",
    );
    let hits = check(&corpus, &new);
    let hit = &hits[0];
    assert_eq!((hit.class, hit.id.as_str()), (Class::Duplicate, "2024-3"));
    assert!(
        hit.aspects.contains(&Aspect::Objective),
        "{:?}",
        hit.aspects
    );
    let sum: i32 = hit.causes.iter().map(|cause| cause.points).sum();
    assert_eq!(sum, hit.score);
    let text: String = hit.causes.iter().map(|cause| cause.text.clone()).collect();
    assert!(text.contains("对方作"), "{text}");
    let passage = &hit.passages[0];
    let here: String = passage.here.iter().map(|it| it.text.as_str()).collect();
    assert!(new.summary.contains(&here) || new.title.contains(&here));
    assert!(passage.here.iter().any(|it| it.agrees));
    assert!(passage.there.iter().any(|it| it.agrees));
}

#[test]
fn services_and_next_phases_are_related() {
    let corpus = corpus(&[care()]);
    let unit = "西城区民政局";
    for (title, summary) in [
        ("居家养老服务平台运维服务", "对居家养老服务平台日常运维。"),
        ("居家养老服务平台监理", "对居家养老服务平台建设实施监理。"),
        ("居家养老服务平台软件测评", "对居家养老服务平台进行测试。"),
        (
            "居家养老服务平台等级保护测评",
            "对居家养老服务平台开展等保测评。",
        ),
        (
            "居家养老服务平台（二期）",
            "扩充老年人助餐、助浴和上门照护服务的覆盖范围。",
        ),
    ] {
        let hits = check(&corpus, &entry("n", unit, 2026, title, summary));
        assert_eq!(
            hits[0].class,
            Class::Related,
            "{title}: {}",
            hits[0].finding
        );
    }
}

#[test]
fn the_later_phase_of_what_is_repeated_is_related_and_no_second_duplicate() {
    let second = entry(
        "2025-2",
        "西城区民政局",
        2025,
        "居家养老服务平台（二期）",
        "在一期助餐、助浴和上门照护的基础上，新增家庭照护床位管理，服务人员签到，家属评价。",
    );
    let corpus = corpus(&[care(), second]);
    let copy = entry(
        "n",
        "展览路街道办事处",
        2026,
        "居家养老服务系统",
        "为老年人提供助餐、助浴、上门照护，服务人员签到，家属评价，配发一键呼叫设备。",
    );
    let hits = check(&corpus, &copy);
    let class = |id: &str| hits.iter().find(|hit| hit.id == id).map(|hit| hit.class);
    assert_eq!(class("2024-3"), Some(Class::Duplicate), "{hits:?}");
    assert_eq!(class("2025-2"), Some(Class::Related), "{hits:?}");
}

#[test]
fn what_continues_a_project_is_related() {
    let corpus = corpus(&[care()]);
    let new = Entry {
        predecessor: Some("2024-3".into()),
        ..entry("n", "西城区民政局", 2026, "养老助餐监管", "监管老年餐桌。")
    };
    assert_eq!(check(&corpus, &new)[0].class, Class::Related);
}

#[test]
fn the_same_kind_of_system_for_another_object_is_no_duplicate() {
    let corpus = corpus(&[care()]);
    let new = entry(
        "n",
        "西城区卫生健康委员会",
        2026,
        "婴幼儿托育服务平台",
        "为婴幼儿提供托育和早教，服务人员签到，家长评价，配发晨检设备。",
    );
    assert!(
        check(&corpus, &new)
            .iter()
            .all(|hit| hit.class == Class::SimilarWords)
    );
}

#[test]
fn items_bought_before_are_named() {
    let corpus = corpus(&[care()]);
    let new = Entry {
        items: vec![
            item("老年餐派单功能模块", 28_000_000),
            item("服务器", 9_000_000),
        ],
        ..entry(
            "n",
            "牛街街道办事处",
            2026,
            "社区便民综合平台",
            "整合社区各类便民事项。",
        )
    };
    let hits = check(&corpus, &new);
    let found = &hits[0].items[0];
    assert_eq!(
        (found.own_number, found.number, found.amount),
        (1, 1, 30_000_000)
    );
    assert_eq!(
        found.text,
        "“老年餐派单功能模块”与2024年“居家养老服务平台”项目预算明细第1项“助餐派单模块”相近"
    );
}

#[test]
fn a_need_cut_below_the_threshold_is_shown_with_its_sum() {
    let cut = |id: &str, title: &str, amount: i64| Entry {
        amount,
        day: Some(20_000),
        ..entry(
            id,
            "西城区水务局",
            2026,
            title,
            "采集河道水质数据，超标预警，统计分析。",
        )
    };
    let corpus = corpus(&[
        cut("a", "河道水质监测数据采集项目", 60_000_000),
        cut("b", "河道水质监测预警软件", 70_000_000),
        Entry {
            unit: "西城区体育局".into(),
            ..cut("c", "河道水质监测大屏", 50_000_000)
        },
        Entry {
            day: Some(21_000),
            ..cut("d", "河道水质监测移动端", 50_000_000)
        },
        Entry {
            unit: "西城区水务局信息中心".into(),
            ..cut("e", "河道水质监测统计模块", 10_000_000)
        },
        cut("f", "河道水质监测大厅", 130_000_000),
    ]);
    let rule = SplitRule {
        threshold: 100_000_000,
        window_days: 365,
        related: Vec::new(),
    };
    let split = corpus.split(corpus.get("a").unwrap(), &rule).unwrap();
    let ids: Vec<&str> = split.members.iter().map(|it| it.id.as_str()).collect();
    assert_eq!((ids, split.sum), (vec!["a", "b", "e"], 140_000_000));
    let related = SplitRule {
        related: vec![vec!["西城区水务局".into(), "西城区体育局".into()]],
        ..rule.clone()
    };
    assert_eq!(
        corpus
            .split(corpus.get("a").unwrap(), &related)
            .unwrap()
            .members
            .len(),
        4
    );
    assert!(corpus.split(corpus.get("f").unwrap(), &rule).is_none());
    assert!(!corpus.splits(&rule).is_empty());
}

#[test]
fn the_same_service_year_after_year_is_no_need_cut_up() {
    let service = |id: &str, year: i32, title: &str| Entry {
        amount: 60_000_000,
        ..entry(
            id,
            "西城区民政局",
            year,
            title,
            "低保核对系统的运行维护和值守。",
        )
    };
    let corpus = corpus(&[
        service("a", 2025, "低保核对系统2025年运维"),
        service("b", 2026, "低保核对系统2026年运维"),
        service("c", 2026, "低保核对系统运维增补"),
    ]);
    let rule = SplitRule {
        threshold: 100_000_000,
        window_days: 365,
        related: Vec::new(),
    };
    let split = |id: &str| corpus.split(corpus.get(id).unwrap(), &rule);
    assert!(split("a").is_none());
    let members = split("b").unwrap().members;
    let ids: Vec<&str> = members.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["b", "c"], "of one year it may be");
}

#[test]
fn answers_do_not_depend_on_the_order_of_entering_or_on_what_was_there() {
    let others = crate::background::background(300);
    let mut forward = corpus(&[care()]);
    forward.put_all(others.clone());
    let mut backward = Corpus::new(Reader::built_in().unwrap());
    backward.put(entry("gone", "某局", 2020, "居家养老平台", "老年人助餐。"));
    for other in others.into_iter().rev() {
        backward.put(other);
    }
    backward.put(Entry {
        title: "别的".into(),
        ..care()
    });
    backward.put(care());
    assert!(backward.remove("gone"));
    assert!(!backward.remove("gone"));
    assert_eq!(forward.len(), backward.len());
    let new = entry("n", "某街道", 2026, "老人送餐", "给独居老人送餐上门。");
    assert_eq!(check(&forward, &new), check(&backward, &new));
}

#[test]
fn the_kind_of_work_is_told_from_the_end_of_the_title() {
    let corpus = corpus(&[]);
    for (title, work) in [
        ("视频平台2025年运维服务", Work::Maintenance),
        ("运维管理平台建设", Work::New),
        ("门户网站等保测评", Work::Security),
        ("数据平台建设监理项目", Work::Supervision),
        ("办公系统升级改造", Work::Upgrade),
        ("法律咨询服务平台", Work::New),
        ("全民健康信息平台（三级等保）", Work::New),
        ("医院信息系统（等保二级）", Work::New),
        ("医院信息系统三级等保测评", Work::Security),
        ("医院信息系统等保三级测评服务", Work::Security),
        ("门户网站三级等级保护服务", Work::Security),
    ] {
        let entry = entry("n", "", 2026, title, "");
        assert_eq!(corpus.work(&entry), work, "{title}");
    }
}

#[test]
fn the_bureau_can_bring_its_own_words() {
    let own = "[[field]]\nname = \"养老\"\nabout = [\"老年助餐 爱心灶\"]\n";
    let mut sheets = Lexicon::built_in_texts().to_vec();
    sheets.push(own);
    let mut corpus = Corpus::new(Reader::new(Lexicon::read(&sheets).unwrap()));
    corpus.put(care());
    let new = entry("n", "某街道", 2026, "爱心灶管理", "爱心灶配送。");
    assert!(!check(&corpus, &new).is_empty());
    assert!(Lexicon::read(&["functions = [\"一\"]"]).is_err());
    assert!(Lexicon::read(&["functoins = []"]).is_err());
}

struct Counting;

impl Embedding for Counting {
    fn vector(&self, text: &str) -> Vec<f32> {
        let odd = if text.contains('甲') { 1.0 } else { 0.0 };
        vec![odd, 1.0 - odd]
    }
}

#[test]
fn a_model_may_add_a_view() {
    let near = entry("near", "", 2024, "某某甲", "龘龘");
    let new = entry("n", "", 2026, "另外甲", "靐靐");
    let mut with = Corpus::new(Reader::built_in().unwrap()).with_embedding(Box::new(Counting));
    with.put(near.clone());
    let mut without = corpus(&[near]);
    without.put(entry("far", "", 2024, "乙", "丙"));
    assert!(with.measures(&new, "near").unwrap().vector > 0.99);
    assert!(without.measures(&new, "near").unwrap().vector < 0.01);
}
