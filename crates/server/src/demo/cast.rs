//! Who is in the demonstration district.

/// A body with what it may do.
#[derive(Debug)]
pub struct Cast {
    pub name: &'static str,
    pub capacities: &'static [&'static str],
    pub domains: &'static [&'static str],
    pub in_district: bool,
}

/// A person with an account at a body.
#[derive(Debug)]
pub struct Person {
    pub account: &'static str,
    pub name: &'static str,
    pub body: &'static str,
    pub capacities: &'static [&'static str],
}

const fn body(
    name: &'static str,
    capacities: &'static [&'static str],
    domains: &'static [&'static str],
) -> Cast {
    Cast {
        name,
        capacities,
        domains,
        in_district: true,
    }
}

pub const BODIES: &[Cast] = &[
    body(
        "示范区科技和信息化局",
        &["bureau", "domain_lead", "project_unit"],
        &["infrastructure", "network", "data_resource", "security"],
    ),
    body("示范区财政局", &["finance"], &[]),
    body("示范区发展和改革委员会", &["investment"], &[]),
    body("示范区审计局", &["audit"], &[]),
    body("示范区委网信办", &["cyberspace"], &[]),
    body("示范区委机要局", &["cryptography"], &[]),
    body("示范区大数据工作领导小组", &["leading_group"], &[]),
    body("示范区人民政府", &["government"], &[]),
    body("示范区纪委监委", &["discipline"], &[]),
    body(
        "示范区政务服务局",
        &["domain_lead", "project_unit"],
        &["business_system", "equipment"],
    ),
    body("示范区民政局", &["project_unit"], &[]),
    body("示范区卫生健康委员会", &["project_unit"], &[]),
    body("文昌街道办事处", &["project_unit"], &[]),
    body("示范区信息中心", &[], &[]),
    Cast {
        name: "信息化专家库",
        capacities: &["expert"],
        domains: &[],
        in_district: false,
    },
];

const fn person(
    account: &'static str,
    name: &'static str,
    body: &'static str,
    capacities: &'static [&'static str],
) -> Person {
    Person {
        account,
        name,
        body,
        capacities,
    }
}

pub const PEOPLE: &[Person] = &[
    person("kexinju", "陈立", "示范区科技和信息化局", &["bureau"]),
    person(
        "kexinju_tongchou",
        "许静",
        "示范区科技和信息化局",
        &["domain_lead"],
    ),
    person("zhengwuju", "方宁", "示范区政务服务局", &["domain_lead"]),
    person("caizhengju", "周颖", "示范区财政局", &["finance"]),
    person(
        "fagaiwei",
        "吴昊",
        "示范区发展和改革委员会",
        &["investment"],
    ),
    person("shenjiju", "郑洁", "示范区审计局", &["audit"]),
    person("wangxinban", "冯源", "示范区委网信办", &["cyberspace"]),
    person("jiyaoju", "韩松", "示范区委机要局", &["cryptography"]),
    person(
        "lingdaoxiaozu",
        "沈毅",
        "示范区大数据工作领导小组",
        &["leading_group"],
    ),
    person("quzhengfu", "杨帆", "示范区人民政府", &["government"]),
    person("jiwei", "秦正", "示范区纪委监委", &["discipline"]),
    person("minzhengju", "何雯", "示范区民政局", &["project_unit"]),
    person(
        "weijianwei",
        "罗平",
        "示范区卫生健康委员会",
        &["project_unit"],
    ),
    person("jiedao", "孙悦", "文昌街道办事处", &["project_unit"]),
    person("zhuanjia1", "曹明", "信息化专家库", &["expert"]),
    person("zhuanjia2", "邓琳", "信息化专家库", &["expert"]),
    person("zhuanjia3", "彭涛", "信息化专家库", &["expert"]),
    person("zhuanjia4", "苏琪", "信息化专家库", &["expert"]),
    person("xitong", "马超", "示范区信息中心", &["system_admin"]),
    person("anquan", "丁薇", "示范区信息中心", &["security_admin"]),
    person("shenji", "程远", "示范区信息中心", &["audit_admin"]),
];

/// Agencies: name, credit code, kinds.
pub const AGENCIES: &[(&str, &str, &[&str])] = &[
    (
        "北辰软件有限公司",
        "91110102MA01A1B2C3",
        &["implementation", "operation"],
    ),
    (
        "和信系统集成有限公司",
        "91110102MA01D4E5F6",
        &["implementation", "operation"],
    ),
    (
        "中正信息监理有限公司",
        "91110102MA01G7H8J9",
        &["supervision"],
    ),
    (
        "安衡等保测评中心",
        "91110102MA01K1L2M3",
        &["security_assessment", "cryptography_assessment"],
    ),
    (
        "明鉴软件测评有限公司",
        "91110102MA01N4P5Q6",
        &["software_test"],
    ),
    (
        "远见绩效评估有限公司",
        "91110102MA01R7T8U9",
        &["performance_evaluation"],
    ),
];

/// Shared platforms: name, what it offers.
pub const PLATFORMS: &[(&str, &str)] = &[
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
