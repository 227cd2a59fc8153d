//! Who joins the demonstration's cast in a large district: more units, each with
//! people of its own, more experts and agencies.

use anyhow::Context;
use serde_json::json;
use tongchou_store::Account;

use super::Actors;
use crate::accounts::bodies::{self, Registration};
use crate::accounts::notes::By;
use crate::accounts::records;
use crate::app::App;
use crate::clock;
use crate::demo::district::{act, actor};

/// Departments beside those of the cast.
const DEPARTMENTS: &[&str] = &[
    "教育委员会",
    "人力资源和社会保障局",
    "住房和城市建设委员会",
    "城市管理委员会",
    "交通委员会",
    "商务局",
    "文化和旅游局",
    "体育局",
    "市场监督管理局",
    "应急管理局",
    "生态环境局",
    "水务局",
    "园林绿化局",
    "统计局",
    "司法局",
    "退役军人事务局",
    "医疗保障局",
    "信访办公室",
    "档案局",
    "机关事务管理服务中心",
    "国有资产监督管理委员会",
    "金融服务办公室",
    "投资促进服务中心",
    "城市管理指挥中心",
    "疾病预防控制中心",
    "图书馆",
    "博物馆",
    "青少年活动中心",
    "残疾人联合会",
    "总工会",
    "妇女联合会",
    "科学技术协会",
];

const STREETS: &[&str] = &[
    "长宁",
    "和平",
    "月坛东",
    "广安",
    "永定",
    "白云",
    "什刹",
    "金融街西",
    "德胜北",
    "展览路南",
    "新街",
    "大栅",
    "天桥北",
    "椿树东",
    "陶然",
    "牛街西",
];

const SURNAMES: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜";
const NAMES: &str = "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超霞平刚桂文辉";

/// Accounts of one unit.
const PEOPLE_OF_A_UNIT: usize = 2;
const EXPERTS: usize = 60;
const AGENCIES: usize = 40;

/// How many units join where nobody asks for another number.
pub const UNITS: usize = DEPARTMENTS.len() + STREETS.len();

/// Accounts of project units by whom projects are made, where so many joined.
pub fn units(joined: usize) -> Vec<String> {
    let joined =
        (0..joined).flat_map(|unit| (0..PEOPLE_OF_A_UNIT).map(move |person| account(unit, person)));
    let cast = ["minzhengju", "weijianwei", "jiedao"].map(ToOwned::to_owned);
    cast.into_iter().chain(joined).collect()
}

fn account(unit: usize, person: usize) -> String {
    format!("danwei{:02}_{}", unit + 1, person + 1)
}

fn names(count: usize) -> Vec<String> {
    let departments = DEPARTMENTS.iter().map(|name| format!("示范区{name}"));
    let streets = STREETS.iter().map(|name| format!("{name}街道办事处"));
    let further = (1..).map(|number| format!("示范区第{number}公共事务中心"));
    let all = departments.chain(streets).chain(further);
    all.take(count).collect()
}

/// The agencies that build.
pub fn builder(number: usize) -> String {
    format!("示例信息技术{:02}", number % AGENCIES + 1)
}

pub fn builders() -> usize {
    AGENCIES
}

/// So many units with their people, experts and agencies.
pub async fn join(app: &App, units: usize) -> anyhow::Result<()> {
    // one published password, so one digest of it
    let known = app.store().account_by_name("jiedao").await?;
    let hash = known.context("no cast")?.password_hash;
    for (number, name) in names(units).iter().enumerate() {
        let id = clock::new_id();
        let body = Registration {
            name: name.clone(),
            capacities: std::iter::once("project_unit".to_owned()).collect(),
            domains: std::collections::BTreeSet::new(),
            in_district: true,
            leader: String::new(),
        };
        bodies::register(app, id, 0, &body, By::nobody()).await?;
        for person in 0..PEOPLE_OF_A_UNIT {
            let account = Account {
                name: account(number, person),
                display_name: called(number * PEOPLE_OF_A_UNIT + person),
                body: id.to_string(),
                capacities: vec!["project_unit".to_owned()],
                password_hash: hash.clone(),
                disabled: false,
                must_change: false,
            };
            records::put(app, "account_created", &account, By::nobody(), "demo").await?;
        }
    }
    experts(app, &hash).await?;
    registers(app, units).await
}

fn called(number: usize) -> String {
    let of = |from: &str, place: usize| {
        let letters = from.chars().count();
        from.chars().nth(place % letters).unwrap_or('某')
    };
    let (surname, first) = (of(SURNAMES, number), of(NAMES, number * 7 + 3));
    let second = (!number.is_multiple_of(3)).then(|| of(NAMES, number / 3 + 11));
    [Some(surname), Some(first), second]
        .into_iter()
        .flatten()
        .collect()
}

async fn experts(app: &App, hash: &str) -> anyhow::Result<()> {
    let pool = app.store().account_by_name("zhuanjia1").await?;
    let body = pool.context("no experts")?.body;
    for number in 5..=EXPERTS {
        let name = called(number * 5 + 1);
        let account = Account {
            name: format!("zhuanjia{number}"),
            display_name: name.clone(),
            body: body.clone(),
            capacities: vec!["expert".to_owned()],
            password_hash: hash.to_owned(),
            disabled: false,
            must_change: false,
        };
        records::put(app, "account_created", &account, By::nobody(), "demo").await?;
        let expert = json!({
            "name": name, "person": account.name, "employer": "科研院所", "cryptography": number % 4 == 0,
            "fields": ["infrastructure", "network", "business_system", "data_resource", "security", "equipment"],
        });
        act(app, "kexinju", "register_expert", None, &expert).await?;
    }
    Ok(())
}

async fn registers(app: &App, joined: usize) -> anyhow::Result<()> {
    for number in 0..AGENCIES {
        let agency = json!({
            "name": format!("{}有限公司", builder(number)), "kinds": ["implementation", "operation"],
            "credit_code": format!("91110102MA02{number:04}X0"),
        });
        act(app, "kexinju", "register_agency", None, &agency).await?;
    }
    let mut served = std::collections::BTreeSet::new();
    for unit in units(joined) {
        let body = actor(app, &unit).await?.body;
        // the cast gave itself one
        if unit != "weijianwei" && served.insert(body) {
            let service = json!({ "code": "C1601", "name": "信息系统运行维护服务", "year": 2022 });
            act(app, &unit, "add_catalogue_item", None, &service).await?;
        }
    }
    Ok(())
}

/// Everybody with an account, as who they act.
pub async fn actors(app: &App) -> anyhow::Result<Actors> {
    let mut actors = Actors::new();
    for account in app.store().accounts().await? {
        actors.insert(account.name.clone(), app.actor(&account).await?);
    }
    Ok(actors)
}
