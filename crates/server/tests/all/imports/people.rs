//! Bodies, accounts and what they may do: each by its own administrator.

use tongchou_project::Actor;
use tongchou_server::app::Fault;
use tongchou_server::imports::Kind;
use tongchou_server::imports::run::{Report, carry_out, try_out};

use crate::support::District;

async fn actor(district: &District, name: &str) -> Actor {
    let accounts = district.app.store().accounts().await.unwrap();
    let account = accounts.iter().find(|it| it.name == name).unwrap();
    district.app.actor(account).await.unwrap()
}

async fn done(district: &District, who: &str, kind: &str, sheet: &str) -> Report {
    let actor = actor(district, who).await;
    let kind = Kind::of(kind).unwrap();
    let bytes = sheet.as_bytes().to_vec();
    let report = try_out(&district.app, &actor, kind, bytes).await.unwrap();
    carry_out(&district.app, &actor, report, false)
        .await
        .unwrap()
}

fn words(report: &Report) -> Vec<String> {
    let rows = 0..report.table.rows.len();
    rows.map(|place| report.words(place)).collect()
}

const BODIES: &str = "单位名称,本区单位\n区图书馆,是\n某科技公司,否\n区图书馆,\n";
const ACCOUNTS: &str = "账号名,姓名,单位名称\ntushuguan,秦云,区图书馆\n大写,甲,区图书馆\n\
    kexinju,乙,区图书馆\nlisi,丙,没有的单位\n,丁,区图书馆\n";
const BODY_HELD: &str = "单位名称,单位的身份,牵头领域\n区图书馆,项目单位,\n\
    某科技公司,系统管理员,\n没有的单位,项目单位,\n";
const HELD: &str = "账号名,本人的身份\ntushuguan,项目单位\ntushuguan,区财政局\nanquan,项目单位\n";

#[tokio::test(flavor = "multi_thread")]
async fn bodies_and_people_come_in_by_two_administrators() {
    let district = District::found().await;
    let bodies = done(&district, "xitong", "body", BODIES).await;
    assert_eq!(
        (bodies.done(), bodies.known(), bodies.wrong()),
        (2, 1, 0),
        "{:?}",
        words(&bodies)
    );
    let world = district.app.world().await.unwrap();
    let named = |name: &str| {
        world
            .registers
            .bodies
            .values()
            .find(|it| it.name == name)
            .unwrap()
    };
    assert!(named("区图书馆").in_district && !named("某科技公司").in_district);
    assert!(named("区图书馆").capacities.is_empty());

    let accounts = done(&district, "xitong", "account", ACCOUNTS).await;
    let told = words(&accounts);
    assert_eq!((accounts.done(), accounts.wrong()), (1, 4), "{told:?}");
    assert!(
        told[1].contains("小写字母") && told[2].contains("已经有了"),
        "{told:?}"
    );
    assert!(told[3].contains("没有登记过"), "{told:?}");
    let made = district
        .app
        .store()
        .account_by_name("tushuguan")
        .await
        .unwrap()
        .unwrap();
    assert!(made.capacities.is_empty() && made.must_change);
    // nobody knows a password of it
    for password in ["tongchou-demo", "", "tushuguan"] {
        let answer = district.anyone().sign_in("tushuguan", password).await;
        assert_ne!(answer.status, 303, "{password}");
    }

    let held = done(&district, "anquan", "body_capacities", BODY_HELD).await;
    let told = words(&held);
    assert_eq!((held.done(), held.wrong()), (1, 2), "{told:?}");
    assert!(told[1].contains("不是单位的身份"), "{told:?}");
    let held = done(&district, "anquan", "account_capacities", HELD).await;
    let told = words(&held);
    assert_eq!((held.done(), held.wrong()), (1, 2), "{told:?}");
    assert!(told[1].contains("不是该单位的身份"), "{told:?}");
    assert!(told[2].contains("不能给自己"), "{told:?}");
    let made = district
        .app
        .store()
        .account_by_name("tushuguan")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(made.capacities, ["project_unit"]);

    let size = district.app.store().checkpoint().await.unwrap().size;
    for (who, kind, sheet) in [
        ("xitong", "body", BODIES),
        ("xitong", "account", ACCOUNTS),
        ("anquan", "body_capacities", BODY_HELD),
        ("anquan", "account_capacities", HELD),
    ] {
        assert_eq!(done(&district, who, kind, sheet).await.done(), 0, "{kind}");
    }
    let after = district.app.store().checkpoint().await.unwrap().size;
    assert_eq!(after, size, "a second import changes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn none_does_what_belongs_to_another() {
    let district = District::found().await;
    for (who, kind, sheet) in [
        ("anquan", "body", BODIES),
        ("anquan", "account", ACCOUNTS),
        ("shenji", "account", ACCOUNTS),
        ("kexinju", "account", ACCOUNTS),
        ("xitong", "body_capacities", BODY_HELD),
        ("xitong", "account_capacities", HELD),
        ("shenji", "account_capacities", HELD),
        ("kexinju", "body_capacities", BODY_HELD),
    ] {
        let actor = actor(&district, who).await;
        let of = Kind::of(kind).unwrap();
        let tried = try_out(&district.app, &actor, of, sheet.as_bytes().to_vec()).await;
        assert!(matches!(tried, Err(Fault::Refused(_))), "{who} {kind}");
        let mut browser = district.signed_in(who).await;
        let page = browser.get(&format!("/imports/{kind}")).await;
        assert_eq!(page.status, 404, "{who} {kind}");
    }
    let mut system = district.signed_in("xitong").await;
    let page = system.get("/imports").await;
    assert!(page.text.contains("人员账号") && !page.text.contains("人员身份"));
    assert!(!page.text.contains("往年项目"));
    for kind in ["body", "account"] {
        let template = system.get(&format!("/imports/{kind}/template")).await;
        assert_eq!(template.status, 200, "{kind}");
    }
}
