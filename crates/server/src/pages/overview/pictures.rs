//! The pictures of what was counted, and where each figure leads.

use tongchou_project::{Stage, words};
use tongchou_rules::vocabulary::CAPACITIES;

use super::figures::{BY, Figures};
use super::picture::{Figure, Picture, Row};
use crate::pages::lists::marks::MARKS;
use crate::pages::words::name;

impl Figures {
    pub fn pictures(mut self, by: &'static str) -> Vec<Picture> {
        let flow = std::mem::take(&mut self.flow).picture();
        let all = [
            self.stages(),
            flow,
            self.money(by),
            self.cuts(),
            self.duties(),
            self.late(),
            self.marks(),
            self.levels(),
            self.grades(),
            self.agencies(),
        ];
        all.into_iter()
            .filter(|picture| !picture.is_empty())
            .collect()
    }

    fn stages(&self) -> Picture {
        let mut picture =
            Picture::new("stages", "项目在哪个阶段", "1").heads(&["阶段", "项目", "*投资（万元）"]);
        let there = Stage::ALL.iter().filter_map(|stage| {
            let sums = self.stages.get(stage.key())?;
            Some((stage, sums))
        });
        for (stage, sums) in there {
            let list = format!("/projects?stage={}", stage.key());
            let amount = if sums.approved > 0 {
                sums.approved
            } else {
                sums.declared
            };
            picture.rows.push(Row::new(
                stage.label(),
                Some(list),
                vec![Figure::count(sums.projects), Figure::money(amount)],
            ));
        }
        picture
    }

    fn money(&self, by: &'static str) -> Picture {
        let label = BY
            .iter()
            .find(|(key, _)| *key == by)
            .map_or("", |(_, label)| *label);
        let mut picture = Picture::new("money", "资金：申报、核定、预算、合同、付款", "16")
            .heads(&[label, "*项目", "申报", "核定", "预算", "合同", "付款"]);
        picture.unit = "万元";
        picture.most = 12;
        picture.note = if by == "field" {
            "涉及几个领域的项目在每个领域中都计入；核定含变更。"
        } else {
            "核定含变更；图中只画前几行，表中是全部。"
        };
        let mut rows: Vec<_> = self.money.iter().collect();
        if by == "unit" {
            rows.sort_by_key(|(_, sums)| std::cmp::Reverse(sums.declared));
        }
        for ((name, key), sums) in rows {
            picture.rows.push(Row::new(
                name.clone(),
                Some(format!("/projects?{by}={key}")),
                vec![
                    Figure::count(sums.projects),
                    Figure::money(sums.declared),
                    Figure::money(sums.approved),
                    Figure::money(sums.budget),
                    Figure::money(sums.contracts),
                    Figure::money(sums.paid),
                ],
            ));
        }
        picture
    }

    fn cuts(&self) -> Picture {
        let mut picture = Picture::new("cuts", "审查核减", "16").heads(&[
            "登记年份",
            "*已出具意见函",
            "申报",
            "核定",
            "核减",
        ]);
        picture.unit = "万元";
        picture.note = "只计已取得审查意见函的项目；核减为申报减意见函核定。";
        for (year, (projects, declared, approved)) in &self.cuts {
            picture.rows.push(Row::new(
                format!("{year}年"),
                Some(format!(
                    "/projects?year={year}&mark=letter&columns=amount&columns=approved"
                )),
                vec![
                    Figure::count(*projects),
                    Figure::money(*declared),
                    Figure::money(*approved),
                    Figure::money(declared - approved),
                ],
            ));
        }
        picture
    }

    fn duties(&self) -> Picture {
        let mut picture = Picture::new("duties", "到期和逾期的事项", "23.1").heads(&[
            "事项",
            "逾期",
            "三十天内到期",
        ]);
        picture.kind = "rows";
        picture.note = "有该项逾期或者将到期事项的项目数；等级测评、密评的到期也在其中。";
        for ((title, key), (late, soon)) in &self.duties {
            let list = |due: &str| format!("/projects?duty={key}&due={due}");
            picture.rows.push(Row::new(
                title.clone(),
                None,
                vec![
                    Figure::count(*late).to(list("late")),
                    Figure::count(*soon).to(list("soon")),
                ],
            ));
        }
        picture
    }

    fn late(&self) -> Picture {
        let mut picture = Picture::new("late", "有逾期事项的项目", "31.2")
            .heads(&["项目单位，或者应办的部门", "项目"]);
        picture.kind = "rows";
        picture.most = 15;
        let mut rows: Vec<_> = self.late.iter().collect();
        rows.sort_by_key(|(_, projects)| std::cmp::Reverse(**projects));
        for ((name, unit), projects) in rows {
            picture.rows.push(Row::new(
                name.clone(),
                Some(format!("/projects?unit={unit}&due=late")),
                vec![Figure::count(*projects)],
            ));
        }
        for (who, projects) in &self.late_elsewhere {
            let label = format!("{}应办的", name(CAPACITIES, who));
            let figures = vec![Figure::count(*projects)];
            picture.rows.push(Row::new(label, None, figures));
        }
        picture
    }

    fn marks(&self) -> Picture {
        let mut picture =
            Picture::new("marks", "重复、变更、风险和监督", "31.1").heads(&["情形", "项目"]);
        picture.kind = "rows";
        for mark in &MARKS {
            let projects = self.marks.get(mark.key).copied().unwrap_or(0);
            picture.rows.push(Row::new(
                mark.label,
                Some(format!("/projects?mark={}", mark.key)),
                vec![Figure::count(projects)],
            ));
        }
        picture
    }

    fn levels(&self) -> Picture {
        let mut picture = Picture::new("levels", "安全保护等级", "20.1").heads(&["等级", "项目"]);
        picture.kind = "ring";
        for (level, projects) in self
            .levels
            .iter()
            .filter(|(level, _)| (1..=5).contains(*level))
        {
            let number = u32::try_from(*level).unwrap_or(0);
            picture.rows.push(Row::new(
                format!("第{}级", tongchou_rules::article::numeral(number)),
                Some(format!("/projects?level={level}")),
                vec![Figure::count(*projects)],
            ));
        }
        picture
    }

    fn grades(&self) -> Picture {
        let mut picture = Picture::new("grades", "绩效评估结果", "32").heads(&["等次", "项目"]);
        picture.kind = "ring";
        for (grade, label) in words::GRADES {
            if let Some(projects) = self.grades.get(*grade) {
                picture.rows.push(Row::new(
                    *label,
                    Some(format!("/projects?grade={grade}")),
                    vec![Figure::count(*projects)],
                ));
            }
        }
        picture
    }

    fn agencies(&self) -> Picture {
        let mut picture = Picture::new("agencies", "外包服务机构承接的项目和合同", "19").heads(&[
            "机构",
            "项目",
            "*合同额（万元）",
        ]);
        picture.kind = "rows";
        picture.most = 15;
        let mut rows: Vec<_> = self.agencies.iter().collect();
        rows.sort_by_key(|(_, (_, amount))| std::cmp::Reverse(*amount));
        for ((name, id), (projects, amount)) in rows {
            picture.rows.push(Row::new(
                name.clone(),
                Some(format!("/projects?agency={id}")),
                vec![Figure::count(*projects), Figure::money(*amount)],
            ));
        }
        picture
    }
}
