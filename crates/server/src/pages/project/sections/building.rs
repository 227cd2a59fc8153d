//! What came of the building: assessments, documents, risks, acceptance, results.

use tongchou_project::Project;
use tongchou_rules::Regulation;
use tongchou_rules::vocabulary as v;

use super::concluded;
use crate::pages::project::sources::{Sources, cell};
use crate::pages::sheet::{Cell, Sheet, bad, day, figure, good, maybe, money, tag, text, wait};
use crate::pages::words::{name, names, of_form};

/// Materials that came without a file: those with files stand in their list.
pub fn materials(project: &Project, law: &Regulation) -> Sheet {
    let is_filed = |material: &str| project.has_file_of(material);
    let some = project.documents.iter().any(|one| is_filed(&one.material));
    let mut sheet = Sheet::new(
        if some {
            "没有附文件的材料"
        } else {
            "材料和档案"
        },
        "29",
        &["材料", "名称", "文号", "状态", "提交人", "提交日期"],
    );
    let unfiled = project.documents.iter();
    for document in unfiled.filter(|one| !is_filed(&one.material)) {
        let kind = law
            .materials()
            .iter()
            .find(|known| known.id == document.material);
        let state = if project.passed.contains(&document.material) {
            good("已通过")
        } else {
            tag("live", "已提交")
        };
        sheet.row([
            text(kind.map_or_else(|| document.material.clone(), |kind| kind.name.clone())),
            text(document.title.clone()),
            maybe(document.number.as_ref()),
            state,
            text(document.by.name.clone()),
            day(document.on),
        ]);
    }
    sheet
}

pub fn data_tasks(project: &Project) -> Sheet {
    let mut sheet = Sheet::new(
        "数据任务",
        "21",
        &["任务", "办理情况", "证明或理由", "日期"],
    );
    for (task, state) in &project.data_tasks {
        let status = of_form("complete_data_task", "status", &state.status);
        sheet.row([
            text(name(v::DATA_TASKS, task)),
            if state.status == "done" {
                good(status)
            } else {
                tag("", status)
            },
            maybe(state.statement.as_ref()),
            day(state.on),
        ]);
    }
    sheet
}

pub fn midterm_reports(project: &Project, sources: &Sources<'_>) -> Sheet {
    let heads = [
        "报送日期",
        "进度",
        "数据资源",
        "安全体系",
        "#预算",
        "#已付",
        "来源",
    ];
    let mut sheet = Sheet::new("中期报告", "23.1", &heads);
    for (place, report) in project.midterm_reports.iter().enumerate() {
        let section = |word: &str| text(report.sections.get(word).cloned().unwrap_or_default());
        sheet.row([
            day(report.on),
            section("progress"),
            section("data_resources"),
            section("security"),
            money(report.budget),
            money(report.paid),
            cell(sources.nth(&["midterm_report_submitted"], place)),
        ]);
    }
    sheet
}

pub fn performance_reports(project: &Project, sources: &Sources<'_>) -> Sheet {
    let heads = ["报告期", "情况", "报送日期", "来源"];
    let mut sheet = Sheet::new("绩效跟踪", "23.1", &heads);
    for (place, report) in project.performance_reports.iter().enumerate() {
        sheet.row([
            text(report.period.clone()),
            text(report.content.clone()),
            day(report.on),
            cell(sources.nth(&["performance_reported"], place)),
        ]);
    }
    sheet
}

pub fn risks(project: &Project, sources: &Sources<'_>) -> Sheet {
    let mut sheet = Sheet::new(
        "风险",
        "23.2",
        &["种类", "情况", "研判", "发现日期", "状态", "来源"],
    );
    for (place, risk) in project.risks.iter().enumerate() {
        let assessed = risk.assessment.as_ref();
        sheet.row([
            text(of_form("report_risk", "kind", &risk.kind)),
            text(risk.description.clone()),
            assessed.map_or_else(|| wait("待研判"), |found| concluded(&found.outcome)),
            day(risk.found_on),
            if risk.is_open() {
                wait("未办结")
            } else {
                good("已办结")
            },
            cell(sources.nth(&["risk_reported"], place)),
        ]);
    }
    sheet
}

pub fn acceptances(project: &Project, sources: &Sources<'_>) -> Sheet {
    let mut sheet = Sheet::new(
        "竣工验收",
        "25",
        &["验收日期", "结论", "参加单位和人员", "意见", "来源"],
    );
    if let Some(applied) = &project.application {
        sheet.row([
            day(applied.acceptance_on),
            if applied.approved_on().is_some() {
                good("计划验收，申请已批准")
            } else {
                wait("计划验收，申请待审批")
            },
            text(names(v::CAPACITIES, &applied.invited)),
            text(applied.statement.clone()),
            cell(sources.last(&["acceptance_applied"])),
        ]);
    }
    for (place, held) in project.acceptances.iter().enumerate() {
        sheet.row([
            day(held.held_on),
            if held.passed {
                good("通过验收")
            } else {
                bad("未通过验收")
            },
            text(held.attendees.clone()),
            text(held.opinion.clone()),
            cell(sources.nth(&["acceptance_concluded"], place)),
        ]);
    }
    sheet
}

pub fn results(project: &Project, sources: &Sources<'_>) -> Sheet {
    let mut sheet = Sheet::new("成果", "28", &["成果", "类型", "使用单位", "来源"]);
    let mut registered = 0;
    for result in &project.results {
        let source = if result.is_at_acceptance() {
            sources.last(&["acceptance_concluded"])
        } else {
            registered += 1;
            sources.nth(&["result_registered"], registered - 1)
        };
        let adopters: Vec<String> = result
            .adoptions
            .iter()
            .map(|each| each.by.body_name.clone())
            .collect();
        sheet.row([
            text(result.name.clone()),
            text(of_form("register_result", "kind", &result.kind)),
            text(adopters.join("、")),
            cell(source),
        ]);
    }
    sheet
}

/// Who uses the results, what for, and what they signed.
pub fn result_users(project: &Project) -> Sheet {
    let heads = ["成果", "使用单位", "用途", "使用承诺书", "登记日期"];
    let mut sheet = Sheet::new("成果的使用", "28", &heads);
    for result in &project.results {
        for user in &result.adoptions {
            let mut filings = project.filings.iter();
            let signed = filings.find(|filing| {
                filing.act == "adopt_result" && filing.by == user.by && filing.on == user.on
            });
            let file = signed.and_then(|filing| filing.files.first());
            sheet.row([
                text(result.name.clone()),
                text(user.by.body_name.clone()),
                text(user.purpose.clone()),
                file.map_or_else(
                    || text("已承诺，没有附扫描件"),
                    |file| Cell::Link {
                        href: format!("/files/{}", file.sm3),
                        label: file.name.clone(),
                    },
                ),
                day(user.on),
            ]);
        }
    }
    sheet
}

pub fn assets(project: &Project) -> Sheet {
    let heads = [
        "名称",
        "类型",
        "规格型号",
        "#数量",
        "#价值",
        "位置",
        "保管人",
        "对应的合同内容",
    ];
    let mut sheet = Sheet::new("资产", "30", &heads);
    let items = project.contracted_items();
    for asset in project.registered_assets() {
        let item = items.iter().find(|item| item.is_of(asset));
        sheet.row([
            text(asset.name.clone()),
            text(of_form("register_assets", "assets.kind", &asset.kind)),
            maybe(asset.model.as_ref()),
            figure(asset.quantity),
            money(asset.value),
            maybe(asset.location.as_ref()),
            maybe(asset.keeper.as_ref()),
            text(item.map_or("", |item| &item.name)),
        ]);
    }
    sheet
}

/// What was contracted beside what is registered for it.
pub fn handed_over(project: &Project) -> Sheet {
    let heads = [
        "合同",
        "合同内容",
        "#合同金额",
        "#登记资产",
        "#资产价值",
        "核对",
    ];
    let mut sheet = Sheet::new("移交清单与合同内容核对", "30", &heads);
    if project.assets.is_none() {
        return sheet;
    }
    let items = project.contracted_items();
    for item in &items {
        sheet.row([
            text(&*item.contract),
            text(&*item.name),
            money(item.amount),
            figure(item.assets),
            money(item.value),
            match item.value {
                _ if item.assets == 0 => wait("没有登记对应的资产"),
                value if value == item.amount => good("一致"),
                value if value < item.amount => wait("少于合同金额"),
                _ => bad("多于合同金额"),
            },
        ]);
    }
    // also of an item that an amendment named anew
    let apart = project.registered_assets();
    let apart = apart.filter(|asset| !items.iter().any(|item| item.is_of(asset)));
    let (count, value) = apart.fold((0, 0), |(count, value), asset| {
        (count + asset.quantity, value + asset.value)
    });
    if count > 0 {
        sheet.row([
            text(""),
            text("没有对应现有合同内容的资产"),
            text(""),
            figure(count),
            money(value),
            wait("请核对来源"),
        ]);
    }
    sheet
}
