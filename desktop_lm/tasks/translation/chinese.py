"""Simplified and traditional Chinese, told apart by characters that only one of the two has."""

from __future__ import annotations

SIMPLIFIED, TRADITIONAL = "Simplified Chinese", "Traditional Chinese"  # as a style names them

# Simplified, then traditional. What both write in some word (后, 里, 面, 干, 台, 乾) is left out.
_PAIRS = """
爱愛 碍礙 袄襖 罢罷 坝壩 摆擺 败敗 办辦 帮幫 绑綁 宝寶 报報 贝貝 备備 惫憊 绷繃 笔筆 币幣 毕畢 闭閉
边邊 编編 变變 标標 别別 宾賓 饼餅 拨撥 补補 财財 参參 残殘 惨慘 灿燦 苍蒼 舱艙 仓倉 沧滄 侧側 测測
层層 产產 铲鏟 颤顫 长長 尝嘗 偿償 肠腸 场場 厂廠 车車 彻徹 尘塵 陈陳 衬襯 称稱 惩懲 诚誠 驰馳 迟遲
齿齒 炽熾 宠寵 筹籌 础礎 触觸 处處 传傳 创創 疮瘡 锤錘 纯純 词詞 辞辭 赐賜 聪聰 从從 丛叢 窜竄 错錯
达達 带帶 贷貸 担擔 胆膽 单單 诞誕 弹彈 当當 挡擋 荡蕩 档檔 岛島 捣搗 导導 盗盜 灯燈 邓鄧 敌敵 递遞
点點 电電 垫墊 钓釣 调調 谍諜 顶頂 订訂 东東 冻凍 动動 栋棟 独獨 读讀 赌賭 断斷 缎緞 锻鍛 对對 队隊
顿頓 夺奪 恶惡 饿餓 儿兒 尔爾 发發 罚罰 阀閥 烦煩 饭飯 访訪 纺紡 飞飛 费費 废廢 纷紛 坟墳 奋奮 愤憤
粪糞 风風 疯瘋 缝縫 凤鳳 肤膚 辅輔 抚撫 负負 妇婦 复複 赋賦 该該 盖蓋 赶趕 刚剛 钢鋼 岗崗 搁擱 阁閣
个個 给給 贡貢 构構 购購 顾顧 关關 观觀 馆館 惯慣 广廣 归歸 龟龜 轨軌 贵貴 国國 过過 汉漢 号號 轰轟
红紅 护護 沪滬 华華 画畫 话話 怀懷 坏壞 欢歡 环環 换換 缓緩 黄黃 挥揮 会會 汇匯 绘繪 贿賄 浑渾 获獲
货貨 祸禍 击擊 鸡雞 积積 极極 级級 挤擠 济濟 计計 记記 际際 继繼 纪紀 夹夾 价價 驾駕 坚堅 间間 艰艱
检檢 简簡 见見 剑劍 舰艦 渐漸 践踐 键鍵 将將 浆漿 奖獎 讲講 酱醬 胶膠 骄驕 娇嬌 轿轎 较較 阶階 节節
结結 洁潔 紧緊 进進 尽盡 劲勁 经經 惊驚 静靜 镜鏡 纠糾 旧舊 举舉 剧劇 绝絕 觉覺 军軍 开開 凯凱 课課
垦墾 恳懇 库庫 裤褲 块塊 宽寬 矿礦 亏虧 扩擴 阔闊 蓝藍 兰蘭 拦攔 栏欄 烂爛 劳勞 乐樂 类類 离離 礼禮
丽麗 厉厲 励勵 历歷 隶隸 联聯 连連 怜憐 脸臉 练練 恋戀 两兩 辆輛 谅諒 疗療 辽遼 猎獵 临臨 邻鄰 灵靈
岭嶺 领領 刘劉 龙龍 楼樓 录錄 陆陸 虑慮 绿綠 乱亂 论論 轮輪 罗羅 逻邏 妈媽 马馬 吗嗎 买買 卖賣 麦麥
满滿 猫貓 贸貿 没沒 门門 们們 梦夢 绵綿 灭滅 鸣鳴 谋謀 难難 脑腦 闹鬧 内內 拟擬 鸟鳥 宁寧 农農 浓濃
诺諾 欧歐 盘盤 赔賠 喷噴 鹏鵬 骗騙 飘飄 频頻 贫貧 苹蘋 评評 凭憑 扑撲 铺鋪 齐齊 骑騎 岂豈 启啟 气氣
弃棄 迁遷 签簽 谦謙 钱錢 浅淺 枪槍 墙牆 抢搶 桥橋 亲親 轻輕 倾傾 请請 庆慶 穷窮 区區 驱驅 权權 劝勸
确確 让讓 热熱 认認 荣榮 绒絨 软軟 锐銳 赛賽 伞傘 丧喪 杀殺 闪閃 伤傷 赏賞 烧燒 绍紹 设設 摄攝 谁誰
审審 婶嬸 声聲 师師 诗詩 时時 实實 识識 视視 试試 势勢 释釋 寿壽 书書 输輸 术術 树樹 属屬 双雙 顺順
说說 硕碩 丝絲 饲飼 苏蘇 诉訴 肃肅 虽雖 随隨 岁歲 孙孫 损損 缩縮 锁鎖 态態 摊攤 谈談 叹嘆 汤湯 烫燙
讨討 题題 体體 条條 铁鐵 厅廳 听聽 头頭 图圖 团團 颓頹 湾灣 万萬 网網 为為 围圍 违違 维維 伟偉 伪偽
纬緯 卫衛 闻聞 稳穩 问問 涡渦 窝窩 乌烏 无無 务務 误誤 雾霧 袭襲 习習 戏戲 细細 虾蝦 吓嚇 鲜鮮 闲閒
贤賢 显顯 险險 现現 县縣 线線 宪憲 献獻 乡鄉 响響 项項 详詳 协協 胁脅 写寫 谢謝 兴興 绣繡 虚虛 许許
续續 绪緒 选選 学學 寻尋 训訓 讯訊 压壓 鸭鴨 亚亞 严嚴 盐鹽 颜顏 艳艷 验驗 扬揚 杨楊 阳陽 样樣 养養
谣謠 药藥 爷爺 业業 页頁 医醫 仪儀 艺藝 忆憶 亿億 义義 议議 异異 译譯 阴陰 银銀 饮飲 隐隱 应應 婴嬰
营營 赢贏 拥擁 优優 忧憂 邮郵 犹猶 鱼魚 渔漁 与與 语語 预預 誉譽 园園 员員 圆圓 远遠 约約 阅閱 跃躍
运運 杂雜 载載 暂暫 赞讚 脏髒 则則 责責 择擇 泽澤 贼賊 赠贈 斋齋 债債 战戰 张張 涨漲 帐帳 账賬 赵趙
这這 贞貞 针針 侦偵 镇鎮 阵陣 争爭 挣掙 证證 织織 职職 执執 纸紙 质質 终終 种種 众眾 诸諸 烛燭 嘱囑
筑築 驻駐 专專 砖磚 转轉 赚賺 庄莊 装裝 妆妝 状狀 壮壯 坠墜 资資 总總 纵縱 邹鄒 组組 钻鑽 么麼 机機
"""
# Traditional ones for which simplified Chinese writes a character that both have.
_TRADITIONAL_TOO = (
    "後裡裏於隻雲製麵髮鐘錶闆採準衝劃鬆穀幾係繫颱週鬥鬱籲曆醜糰誌葉誇勝據"
    "適煙曬韻淚卻強溫傭豐願糧黨夠"
)
_SIMPLIFIED_ONLY = frozenset(pair[0] for pair in _PAIRS.split())
_TRADITIONAL_ONLY = frozenset(pair[1] for pair in _PAIRS.split()) | frozenset(_TRADITIONAL_TOO)
_OF_THE_OTHER = {SIMPLIFIED: _TRADITIONAL_ONLY, TRADITIONAL: _SIMPLIFIED_ONLY}


def of_the_other_variety(text: str, variety: str) -> tuple[str, ...]:
    """The characters of ``text`` that are not written in this ``variety`` of Chinese, each once;
    nothing where it is none of the two."""
    others = _OF_THE_OTHER.get(variety, frozenset())
    return tuple(dict.fromkeys(character for character in text if character in others))
