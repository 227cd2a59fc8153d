//! The third hand's texts, judged in a district as the demonstration makes it: many projects of
//! few subjects, each with a result that is little more than its title.

use std::collections::BTreeMap;

use serde::Deserialize;
use tongchou_likeness::{Class, Corpus, Entry, EntryKind, Hit, Limits, Reader};

#[derive(Deserialize)]
struct Set {
    standing: Vec<Entry>,
    trial: Vec<Trial>,
}

#[derive(Deserialize)]
struct Trial {
    #[serde(rename = "trial")]
    name: String,
    target: String,
    expected: String,
    #[serde(flatten)]
    entry: Entry,
}

const SUBJECTS: &str = "社区养老服务 慢性病随访 义务教育入学 公租房资格审核 城市部件巡查 停车设施 企业走访服务 \
文物巡检 体育场馆预约 食品经营许可 危险化学品监管 污染源监测 排水管网 公园绿地养护 经济运行监测 法律援助 \
退役军人服务 医保基金监管 信访事项办理 档案数字化 公务用车 国有资产监管 楼宇经济 接诉即办 疫苗接种 图书借阅 \
展览导览 青少年活动 残疾人康复 职工帮扶 家庭教育指导 科普活动 物业服务评价 垃圾分类 老旧小区改造 电梯安全 \
燃气安全 防汛指挥 森林防火 地下空间管理 网格事件处置 居民议事 社会救助 婚姻登记 殡葬服务 就业帮扶 劳动仲裁 \
社保经办 招商线索 行政执法 行政审批 电子证照 公共数据目录 视频资源共享 政务外网 机房环境 会议服务 办公协同 \
财务报销 内部审计";
const SYSTEMS: [&str; 10] = [
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
const PLATFORMS: [(&str, &str); 3] = [
    (
        "区政务云平台",
        "为各单位提供计算、存储、网络和基础安全能力，新建系统原则上部署于此",
    ),
    (
        "区统一身份认证平台",
        "为工作人员和办事群众提供统一登录、电子证照核验能力",
    ),
    (
        "区大数据共享交换平台",
        "提供部门间数据目录、共享交换、数据质量核查能力",
    ),
];

/// So many projects of a district, each with its result, and the platforms that it has.
fn district(count: usize) -> Vec<Entry> {
    let subjects: Vec<&str> = SUBJECTS.split_whitespace().collect();
    let platforms = PLATFORMS.iter().map(|(title, summary)| Entry {
        id: (*title).to_owned(),
        kind: EntryKind::Platform,
        title: (*title).to_owned(),
        summary: (*summary).to_owned(),
        ..Entry::default()
    });
    let projects = (0..count).flat_map(|at| {
        let subject = subjects[at % subjects.len()];
        let system = SYSTEMS[at / subjects.len() % SYSTEMS.len()];
        let year = 2022 + (at * 7 % 5) as i32;
        let title = match at % 4 {
            0 => format!("{subject}系统运行维护服务（{year}年）"),
            1 => format!("{subject}{system}升级改造"),
            _ => format!("{subject}{system}"),
        };
        let project = Entry {
            id: format!("d{at:05}"),
            title,
            unit: format!("示范区第{}局", at % 37),
            year: Some(year),
            summary: format!("面向{subject}的受理、流转、办结和统计分析，第{at}号项目"),
            objective: "提升业务办理效率和服务质量，形成可量化的年度目标".into(),
            functions: "覆盖受理、流转、办结、统计分析等环节，满足区、街道两级使用".into(),
            data: "通过区大数据共享交换平台获取，不重复采集".into(),
            ..Entry::default()
        };
        let result = Entry {
            id: format!("d{at:05}r"),
            kind: EntryKind::Result,
            title: project.title.clone(),
            unit: project.unit.clone(),
            year: project.year,
            summary: "系统及源代码、数据目录".into(),
            ..Entry::default()
        };
        [project, result]
    });
    platforms.chain(projects).collect()
}

const KEPT: usize = 12;

/// Hits that ask for an answer, on what the text is about and on what it is not.
#[derive(Debug, Default)]
pub struct Flags {
    pub right: usize,
    pub wrong: usize,
    pub reuse_right: usize,
    pub reuse_wrong: usize,
}

/// Prints, for each kind of text, what its hit was taken for, and what else was flagged.
pub fn judge(count: usize, asked: &str) -> Flags {
    let set: Set = toml::from_str(include_str!("third_tuning.toml")).unwrap();
    let mut corpus = Corpus::new(Reader::built_in().unwrap());
    corpus.put_all(district(count));
    corpus.put_all(set.standing);
    let mut kinds: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut flags = Flags::default();
    for trial in &set.trial {
        let entry = Entry {
            id: "trial".into(),
            ..trial.entry.clone()
        };
        let mut hits = corpus.check(&entry, &LIMITS);
        hits.truncate(KEPT);
        let place = hits.iter().position(|hit| hit.id == trial.target);
        let given = place.map_or("absent", |at| word(hits[at].class));
        let row = kinds.entry(trial.name[..1].to_owned()).or_default();
        *row.entry(given.to_owned()).or_default() += 1;
        let as_wanted = match trial.expected.as_str() {
            "similar" => ["similar", "absent", "related"].contains(&given),
            expected => expected == given,
        };
        *row.entry("right".to_owned()).or_default() += usize::from(as_wanted);
        let others = flags.note(trial, &hits);
        if !as_wanted || !others.is_empty() {
            let mark = if as_wanted { "    " } else { "MISS" };
            println!(
                "{mark} {} {} wanted {}, got {given} at {place:?}, {:?}; flagged too {others:?}",
                trial.name,
                entry.title,
                trial.expected,
                place.map(|at| hits[at].likeness)
            );
        }
        if asked.split(',').any(|it| it == trial.name) {
            show(&entry, &hits);
        }
    }
    for (kind, row) in kinds {
        println!("{kind} {row:?}");
    }
    println!("{flags:?}");
    flags
}

impl Flags {
    /// Counts the hits that ask for an answer; names those that are not what the text is about.
    fn note(&mut self, trial: &Trial, hits: &[Hit]) -> Vec<String> {
        let mut others = Vec::new();
        for hit in hits {
            let own = hit.id == trial.target;
            match hit.class {
                Class::Duplicate if own && trial.expected == "duplicate" => self.right += 1,
                Class::Duplicate => self.wrong += 1,
                Class::ReuseCandidate if own && trial.expected == "reuse" => self.reuse_right += 1,
                Class::ReuseCandidate => self.reuse_wrong += 1,
                _ => continue,
            }
            if !own {
                others.push(format!("{}:{}", word(hit.class), hit.title));
            }
        }
        others
    }
}

const LIMITS: Limits = Limits {
    hits: 24,
    passages: 1,
};

fn word(class: Class) -> &'static str {
    match class {
        Class::Duplicate => "duplicate",
        Class::Related => "related",
        Class::ReuseCandidate => "reuse",
        Class::SimilarWords => "similar",
    }
}

fn show(entry: &Entry, hits: &[Hit]) {
    println!("    {}", entry.summary);
    for hit in hits.iter().take(5) {
        println!(
            "    {} {} {} {} {}",
            word(hit.class),
            hit.likeness,
            hit.id,
            hit.title,
            hit.finding
        );
        for cause in &hit.causes {
            println!("        {:4} {}", cause.points, cause.text);
        }
        for item in &hit.items {
            println!("        {} {} {}", item.likeness, item.telling, item.text);
        }
    }
}
