# 两个界面共用的词。改文字不改键；缺一个键，测试就不过。

language-name = 中文
app-name = 微格
sample = 示例
loading = 正在打开…
try-again = 再试一次
close = 关闭
back = 返回
cancel = 取消
save = 保存
more = 更多
unknown-person = 别的同志
separator = { " · " }
list-comma = 、

# 日期
date-day = { $month }月{ $day }日
date-day-year = { $year }年{ $month }月{ $day }日
date-weekday = { $date } { $weekday }
date-today = 今天
date-tomorrow = 明天
date-yesterday = 昨天
days-ago = { $n } 天前
days-left = 还有 { $n } 天
days-left-none = 今天到期
days-over = 超 { $n } 天
days-over-today = 今天过了期限
due-words = { $date }前{ $what }，{ $left }
clock-take = 接单
clock-settle = 办结
month-1 = 1
month-2 = 2
month-3 = 3
month-4 = 4
month-5 = 5
month-6 = 6
month-7 = 7
month-8 = 8
month-9 = 9
month-10 = 10
month-11 = 11
month-12 = 12
weekday-1 = 星期一
weekday-2 = 星期二
weekday-3 = 星期三
weekday-4 = 星期四
weekday-5 = 星期五
weekday-6 = 星期六
weekday-7 = 星期日

# 颜色：有多重，不是有多晚
colour-red = 红
colour-yellow = 黄
colour-green = 绿

# 案件
kind-dispute = 矛盾纠纷
kind-hazard = 安全隐患
kind-service_request = 群众诉求
kind-agenda_topic = 议题

stage-escalated = 已上报上级
stage-reopened = 已重开
stage-returned = 退回补充
stage-taken = 办理中
stage-dispatched = 待接单
stage-accepted = 待派单
stage-raised = 待受理
stage-settled = 待复核
stage-struck_off = 已销项
stage-withdrawn = 已撤回
stage-merged = 已并案

event-raised = 上报问题
event-recoloured = 改颜色
event-accepted = 受理
event-dispatched = 派单
event-taken = 接单
event-progress = 进展
event-urged = 督办
event-escalated = 上报上级
event-returned = 退回
event-settled = 办结
event-followed_up = 回访
event-struck_off = 复核销项
event-reopened = 重开
event-withdrawn = 撤回
event-merged = 并案
event-tasked = 交办任务
event-task_done = 任务回复
event-discussed = 有事来协商
event-helped = 志愿帮扶
event-passed_up = 超期上报

outcome-agreement_reached = 达成协议
outcome-rectified = 已整改
outcome-served = 已办理
outcome-failed = 没办成

# 统计表要的几项
source-found = 主动排查发现
source-on_application = 当事人申请
source-court = 法院移交
source-procuratorate = 检察院移交
source-police = 公安移交
source-petition = 信访移交
source-other_office = 其他部门移交
agreement-form = 协议形式
agreement-oral = 口头协议
agreement-written = 书面协议
went-to-court = 引导去诉讼
went-to-arbitration = 引导去仲裁
went-to-administrative = 引导去行政处理
went-to-petition = 引导去信访
went-to-other = 引导走其他途径
told-passed-up = { $date } 前没有{ $what }，自动上报到{ $level }
by-itself = 系统自动
level-county = 县
level-township = 乡镇
level-village = 村
level-grid = 网格
level-micro_grid = 微网格
told-people = 涉及 { $n } 人
told-amount = 涉及金额 { $yuan } 元
told-difficult = 疑难复杂
told-position = { $ns } { $lat }，{ $ew } { $lon }，误差约 { $n } 米
compass-north = 北纬
compass-south = 南纬
compass-east = 东经
compass-west = 西经
told-took-part = { $name } 参加
told-helped = { $name } 帮了 { $n } 分钟

satisfied-yes = 满意
satisfied-no = 不满意

# 一条不算数的记录，为什么
void-not_your_role = 这一步不归这个岗位写
void-not_at_this_stage = 案件还没到（或已过）这一步
void-own_work = 自己办的案件不能自己销项
void-follow_up_missing = 矛盾纠纷要先回访，才能销项
void-not_the_handler = 只有承办人或上级能接单、办结
void-not_the_raiser = 只有报问题的人或上级能撤回
void-contested = 两边同时改了，要先说清楚
void-second_beginning = 案件只能报一次
void-no_such_task = 没有这项任务，或者已经回复过
void-not_your_task = 这项任务交给了别人
void-not_due = 期限没有过，或者已经为这个期限上报过
void-out_of_place = 不在这位同志负责的地方

contested = 两边同时改了

# 走访
visit-routine = 日常走访
visit-care = 关爱走访
visit-policy = 政策宣传
visit-hazard_check = 隐患排查
visit-case_follow_up = 案件回访

answer-ok = 正常
answer-problem = 有问题

# 住户
tag-living_alone = 独居
tag-elderly = 高龄
tag-disabled = 残疾
tag-subsistence = 低保
tag-left_behind_child = 留守儿童
tag-veteran = 退役军人
tag-migrant_worker = 外出务工
tag-chronic_illness = 慢性病

field-house_no = 门牌号
field-address = 地址
field-party_contact = 联系党员
field-joint_leader = 联户长
field-note = 备注
field-name = 姓名
field-sex = 性别
field-birth_year = 出生年份
field-relation = 与户主关系
field-phone = 电话

sex-f = 女
sex-m = 男
relation-head = 户主

# 岗位
role-member = 优网格员
role-grid_leader = 网格员
role-secretary = 书记
role-mediator = 调解员
role-department = 部门
role-township = 乡镇
role-county = 县里
role-administrator = 管理员

# 一条记录现在在哪里
delivery-saved_here = 已存本机
delivery-sending = 发送中
delivery-heard = 手机间传来，村里还没收到
delivery-received = 村里已收到
delivery-returned = 被退回

# 出了什么事
problem-malformed = 这一版看不懂这条内容。
problem-invalid = 有一处填得不对，请看一看。
problem-day_past = 这一天已经过去了，请选今天或以后的日子。
problem-not_found = 没有找到，也许不归您看。
problem-forbidden = 这件事不归您的岗位。
problem-policy = 按规矩现在不能这样做。
problem-not_here = 这里办不了这件事。
problem-not_logged_in = 请先登录。
problem-wrong_password = 账号或密码不对。
problem-too_many_tries = 试得太多了，请等一会儿。
problem-locked = 手机上的资料锁着，请先开锁。
problem-wrong_pin = 数字密码不对。
problem-not_enrolled = 这部手机还没有登记。
problem-code_invalid = 登记码不对、用过了或者过期了，请向村里要一个新的。
problem-token_invalid = 村里不再认这部手机，请找村里。
problem-no_link = 没连上：现在没有网络，或者那头没有应答。
problem-server_down = 村里的系统暂时没有回应。
problem-update_needed = 要先更新微格。
problem-disk_full = 手机存满了，没有存下来。
problem-peer = 两部手机没能互传。请先各自和村里同步一次，再试。
problem-damaged = 手机上的资料坏了一部分，能读出来的已经另外放好。
problem-wrong_key = 打不开手机上的资料。
problem-too_large = 内容太多了，请分开写。
problem-photo_unreadable = 这张照片读不出来，请重拍一张；写好的内容还在。
problem-photos_full = 村里存照片的地方满了。记录都已收到，照片先留在本机，请告诉村里。
problem-unsent = 还有没发出去的、被退回没看的，或没写完的。先发完、看完，再删。
problem-internal = 微格出了错。请再试一次；还不行，请告诉村里。

# 不在这里住了，资料都留着
field-gone = 现在
field-micro_grid = 微网格
gone-not = 住在这里
gone-moved = 搬走了
gone-died = 去世了

# 迁户、并户、归档
field-gone_why = 归档原因
field-lives = 住处
field-merged = 并户
gone-why-left_village = 搬离本村
gone-why-died_out = 户内已无人
home-to = 搬到 { $home }
home-from = 从 { $home } 搬来
merged-into = 已并入 { $home }
merged-from = { $home } 并来
feedback-kind-complaint = 投诉
feedback-kind-suggestion = 意见
