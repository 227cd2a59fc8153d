//! Other projects, made from lists by a fixed rule: what a declaration must be told apart from.

use tongchou_likeness::{Entry, Item};

const SUBJECTS: &str = "地下管线 出租房屋 犬只登记 教师职称 学生体质 科技项目 重点税源 招商项目 楼宇经济 \
统计调查 代表建议 政协提案 干部培训 问题线索 公务用车 视频会议 公文交换 机关食堂 出入境证件 反诈宣传 \
公交候车亭 桥梁健康 道路病害 排水管网 河道巡查 噪声扰民 扬尘 机动车尾气 危险废物 \
建筑节能 深基坑 幕墙 人防工程 应急物资 避难场所 地震预警 气象灾害 烟花爆竹 药品追溯 \
疫苗冷链 家庭医生 慢病随访 孕产妇 献血 急救车 精神障碍患者 医疗废物 医保基金 处方流转 心理健康 \
校车 招生入学 教师研修 课后服务 校外培训机构 实验室危险品 体育赛事 健身步道 民宿 博物馆藏品 \
剧场票务 出版物 网吧 志愿服务 慈善捐赠 殡葬 地名 社会组织 残疾人辅具 退役军人优抚 低保核对 临时救助 \
儿童福利 农贸市场价格 商圈消费券 预付卡 外贸企业 专利 商标 广告监测 网络交易 计量器具 双随机抽查 \
工程建设审批 招标投标 政府采购 国有资产 政府债务 非税收入 审计整改 编制实名制 \
零工市场 社保稽核 工伤认定 法律援助 公证 行政复议 社区矫正 禁毒 出租车 网约车 货车超限 共享单车 信号灯 \
公厕 垃圾分类 渣土运输 扫雪铲冰 社区议事 网格走访 物业服务 维修资金 公租房 危旧房 \
地籍测绘 遥感影像 土地执法 矿山 林地 湿地 野生动物 农产品检测 设施农业 畜禽养殖 农村三资 宅基地 土壤墒情 \
水库大坝 取水许可 云桌面 网络出口 机房动环 终端安全 日志审计 密码改造 数据脱敏 舆情 \
政府网站 电子证照 好差评 一件事联办 智能客服 年鉴编纂 保密检查 督查督办 绩效考评 人才公寓 留学人员";

const ACTS: &str = "信息登记 网上申报 审核审批 移动巡查 台账管理 异常预警 任务派发 进度跟踪 数据采集 \
统计分析 综合查询 大屏展示 质量评价 信用评价 电子归档 短信提醒 地图展示 专家评审 考核评分 接口对接 \
视频接入 扫码核验 在线培训 风险研判 报表生成";

const UNITS: &str = "民政局 教育委员会 卫生健康委员会 住房和城市建设委员会 城市管理委员会 水务局 生态环境局 \
应急管理局 市场监督管理局 文化和旅游局 体育局 商务局 财政局 审计局 统计局 司法局 人力资源和社会保障局 \
园林绿化局 交通支队 规划和自然资源委员会 科技和信息化局 政务服务管理局 机关事务管理服务中心 退役军人事务局";

const KINDS: [&str; 8] = [
    "管理系统",
    "综合服务平台",
    "信息化建设项目",
    "监管平台",
    "数字化管理项目",
    "智慧应用",
    "监测系统",
    "业务系统",
];

const SHAPES: [&str; 6] = [
    "面向{s}工作，建设{a}、{b}、{c}等功能，实现全流程管理，提升工作效率。",
    "针对{s}底数不清、手段落后的问题，开发{a}和{b}模块，并提供{c}，为领导决策提供支撑。",
    "建立{s}数据库，开展{a}，支持{b}，通过移动端完成{c}，与上级平台对接。",
    "依托政务云部署，围绕{s}实现{a}、{b}一体化，配套{c}，强化事中事后监管。",
    "本项目对{s}业务进行信息化改造，主要内容包括{a}、{b}以及{c}，服务各科室和街道。",
    "整合{s}现有资源，统一{a}标准，完善{b}机制，形成{c}能力，推动治理现代化。",
];

/// A small generator of numbers: the same row for the same seed, everywhere.
struct Row(u64);

impl Row {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % below.max(1) as u64) as usize
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.next(list.len())]
    }
}

/// So many projects, always the same ones.
pub fn background(count: usize) -> Vec<Entry> {
    let subjects: Vec<&str> = SUBJECTS.split_whitespace().collect();
    let acts: Vec<&str> = ACTS.split_whitespace().collect();
    let units: Vec<&str> = UNITS.split_whitespace().collect();
    let mut row = Row(7);
    (0..count)
        .map(|at| {
            let subject = row.of(&subjects);
            let kind = row.of(&KINDS);
            let items = (0..row.next(4)).map(|_| Item {
                name: format!("{}{}模块", subject, row.of(&acts)),
                amount: 10_000_00 * (1 + row.next(60) as i64),
                kind: "软件开发".into(),
            });
            let items = items.collect();
            let summary = row
                .of(&SHAPES)
                .replace("{s}", subject)
                .replace("{a}", row.of(&acts))
                .replace("{b}", row.of(&acts))
                .replace("{c}", row.of(&acts));
            Entry {
                id: format!("bg{at:06}"),
                title: format!("{subject}{kind}"),
                unit: format!("西城区{}", row.of(&units)),
                year: Some(2016 + row.next(10) as i32),
                summary,
                items,
                ..Entry::default()
            }
        })
        .collect()
}
