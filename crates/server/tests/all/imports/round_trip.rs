//! What a register gives out as a workbook and what comes of it when it is brought
//! into another district: the same records. The records are drawn by chance.

use serde_json::{Value, json};
use tongchou_project::{Aggregate, act_spec};
use tongchou_server::imports::Kind;
use tongchou_server::imports::run::{carry_out, try_out};

use crate::support::District;

/// A small source of chance with a seed that a failure names.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn text(&mut self) -> String {
        const LETTERS: [&str; 14] = [
            "区",
            "数据",
            "，",
            "=1+1",
            "-",
            "@",
            "\"",
            "云 平台",
            "0012",
            "A",
            "（一）",
            "；",
            "’",
            "2026-01-02",
        ];
        let count = 1 + self.below(6);
        let text: String = (0..count)
            .map(|_| LETTERS[self.below(LETTERS.len())])
            .collect();
        format!("甲{}乙", text.trim())
    }
}

fn drawn(kind: &str, chance: &mut Chance, number: usize) -> Value {
    let name = format!("{}{number}", chance.text());
    match kind {
        "agency" => {
            let kinds = ["implementation", "supervision", "operation"];
            json!({
                "name": name, "credit_code": format!("91110102MA{number:08}"),
                "kinds": &kinds[..=chance.below(3)], "contact": chance.text(),
            })
        }
        "synonyms" => json!({
            "meaning": "object", "field": format!("领域{number}"),
            "words": format!("词语甲{number} 词语乙{number}"),
        }),
        "platform" => json!({
            "name": name, "description": chance.text(), "fields": ["business_system"],
            "contact": chance.text(),
        }),
        "expert" => {
            let fields = ["business_system", "network", "data_resource"];
            json!({
                "name": name, "employer": chance.text(), "fields": &fields[..=chance.below(3)],
                "cryptography": chance.below(2) == 1,
                "person": format!("zhuanjia-{number}"),
            })
        }
        "catalogue_item" => json!({
            "code": format!("{number:06}"), "name": name, "year": 2020 + chance.below(6),
        }),
        other => panic!("{other}"),
    }
}

/// What is compared: all that was typed, by the register's own reading.
fn records(district_world: &tongchou_server::app::World, kind: &str) -> Vec<Value> {
    let mut records: Vec<Value> = district_world
        .of_kind(kind)
        .map(|entry| match &entry.aggregate {
            Aggregate::Agency(it) => json!([it.name, it.credit_code, it.kinds, it.contact]),
            Aggregate::Synonyms(it) => json!([it.meaning, it.field, it.words]),
            Aggregate::Platform(it) => json!([it.name, it.description, it.fields, it.contact]),
            Aggregate::Expert(it) => {
                json!([it.name, it.employer, it.fields, it.cryptography, it.person])
            }
            Aggregate::CatalogueItem(it) => json!([it.code, it.name, it.year]),
            other => panic!("{other:?}"),
        })
        .collect();
    records.sort_by_key(ToString::to_string);
    // both districts had some alike from their beginning
    records.dedup();
    records
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_and_imported_is_the_same() {
    for (seed, kind, who) in [
        (1, "agency", "kexinju"),
        (2, "platform", "kexinju"),
        (4, "synonyms", "kexinju"),
        (3, "catalogue_item", "jiedao"),
        (4, "expert", "kexinju"),
    ] {
        let (here, there) = (District::found().await, District::found().await);
        let client = here.token(who).await;
        let mut chance = Chance(seed);
        for number in 0..25 {
            let made = client
                .post(
                    &format!("/api/v1/registers/{kind}"),
                    &drawn(kind, &mut chance, number),
                )
                .await;
            assert_eq!(made.status, 201, "{kind} {seed}: {}", made.text);
        }
        let mut bureau = here.signed_in(who).await;
        let all = if kind == "agency" {
            "?columns=number&columns=kinds&columns=contact"
        } else {
            ""
        };
        let page = format!("/exports/{kind}{all}");
        let sheet = bureau.get(&page).await;
        assert_eq!(sheet.status, 200, "{kind}: {}", sheet.text);
        let accounts = there.app.store().accounts().await.unwrap();
        let account = accounts.iter().find(|it| it.name == who).unwrap();
        let actor = there.app.actor(account).await.unwrap();
        let kind_of = Kind::of(kind).unwrap();
        assert!(act_spec(kind_of.act).is_some());
        let report = try_out(&there.app, &actor, kind_of, sheet.bytes)
            .await
            .unwrap();
        carry_out(&there.app, &actor, report, false).await.unwrap();
        let (one, two) = (
            here.app.world().await.unwrap(),
            there.app.world().await.unwrap(),
        );
        assert_eq!(records(&one, kind), records(&two, kind), "{kind} {seed}");
    }
}
