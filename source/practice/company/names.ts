// Names of people in many scripts, each with the letters an e-mail address is made of.

type Name = readonly [shown: string, letters: string];

const pairs = (text: string): readonly Name[] =>
	text.split(' ').map(pair => {
		const [shown = '', letters] = pair.split('/');
		return [
			shown,
			letters ??
				shown
					.toLowerCase()
					.normalize('NFD')
					.replace(/[^a-z]/g, ''),
		] as const;
	});

export type Script = {
	readonly given: readonly Name[];
	readonly family: readonly Name[];
	readonly familyFirst?: boolean;
};

/** Most of the company; the order decides nothing. */
export const latin: Script = {
	given: pairs(
		'Ada Alan Alba Amelia André Anna Anton Astrid Aylin Benoît Bianca Björn/bjorn Camila Carlos Chloé Clara Daniel David Dilara Dorota Elena Eliška Emil Emma Esra Fatima Felix Finn Florian Francesca Freya Gabriel Giulia Grace Hanna Hugo Ida Ines Isaac Ivana Jakub Jana João Jonas José Julia Kaja Karin Kemal Klara Lars Laura Léa Leo Lina Łukasz/lukasz Luca Lucía Mads Magda Malik Marek María Marta Matej Maya Mia Milan Mina Moritz Nadia Nikola Nina Noah Nora Ólafur/olafur Olivia Omar Oscar Paula Pedro Petra Pia Priya Rafael Rania Renée Robin Rosa Samuel Sara Siobhán Sofia Søren/soren Stefan Tadeusz Tara Teresa Theo Tomás Ulla Vera Viktor Walter Wiktoria Yusuf Zoë Žofia',
	),
	family: pairs(
		'Abadi Åkesson/akesson Almeida Andersson Bakker Barbosa Becker Bianchi Blanchard Brandt Brown Çelik Clarke Costa Czerny Dąbrowska/dabrowska Delgado Demir Dubois Duarte Eriksen Esposito Farkas Ferrari Fischer Fontaine García Gonçalves Grant Gruber Haddad Hansen Hartmann Hoffmann Horváth Hughes Iversen Jansen Jensen Johansson Kaya Keller Khan Kowalski Kozłowski/kozlowski Krüger Lambert Larsen Lefèvre Lindqvist López Lund Madsen Marchetti Martin Meyer Moreau Müller Murphy Nagy Navarro Neumann Nguyễn/nguyen Novák Nowak Nyström O’Brien/obrien Okafor Öztürk Papp Patel Peeters Pereira Petrov Popescu Quinn Ramos Rossi Roux Ruiz Sánchez Santos Schäfer Schmidt Silva Škvorecký/skvorecky Smit Sørensen/sorensen Szabó Tanaka Taylor Tóth Torres Uçar Urban Vargas Visser Vogel Wagner Walsh Weber Wójcik Ylönen Young Zimmermann Žižek',
	),
};

/** A few in every hundred. */
export const otherScripts: readonly Script[] = [
	{
		given: pairs('Иван/ivan Мария/maria Алексей/aleksei Ольга/olga Дмитрий/dmitri Наталья/natalia'),
		family: pairs('Смирнов/smirnov Кузнецова/kuznetsova Шевченко/shevchenko Попов/popov'),
	},
	{
		given: pairs('Γιώργος/giorgos Ελένη/eleni Νίκος/nikos Σοφία/sofia'),
		family: pairs('Παπαδόπουλος/papadopoulos Νικολάου/nikolaou Αντωνίου/antoniou'),
	},
	{
		given: pairs('محمد/mohammed فاطمة/fatima أحمد/ahmed ليلى/layla'),
		family: pairs('الخطيب/alkhatib المصري/almasri حداد/haddad'),
	},
	{given: pairs('דוד/david רחל/rachel יוסף/yosef נועה/noa'), family: pairs('כהן/cohen לוי/levi מזרחי/mizrahi')},
	{
		given: pairs('伟/wei 芳/fang 秀英/xiuying 敏/min'),
		family: pairs('王/wang 李/li 张/zhang 欧阳/ouyang'),
		familyFirst: true,
	},
	{
		given: pairs('さくら/sakura 太郎/taro ヒロシ/hiroshi 花子/hanako'),
		family: pairs('佐藤/sato 鈴木/suzuki 高橋/takahashi'),
		familyFirst: true,
	},
	{given: pairs('민준/minjun 서연/seoyeon 지우/jiwoo'), family: pairs('김/kim 이/lee 박/park'), familyFirst: true},
	{
		given: pairs('अर्जुन/arjun प्रिया/priya राहुल/rahul अंजलि/anjali'),
		family: pairs('शर्मा/sharma वर्मा/varma कुलकर्णी/kulkarni'),
	},
	{given: pairs('Robin🌱/robin Sam👩🏽‍💻/sam'), family: pairs('Rivers🏳️‍🌈/rivers Stone/stone')},
];

export const departments = [
	'Engineering',
	'Sales',
	'Finance',
	'Human Resources',
	'Legal',
	'Marketing',
	'Operations',
	'Research',
	'Customer Care',
	'Purchasing',
	'IT',
	'Facilities',
] as const;

export const teams = [
	'Berlin',
	'Lisbon',
	'Kraków',
	'Toronto',
	'Osaka',
	'Platform',
	'Field',
	'Partners',
	'Leads',
	'Night shift',
	'Apprentices',
	'Reporting',
	'Quality',
	'Projects',
	'Support',
	'Archive',
] as const;

export const jobTitles = [
	'Specialist',
	'Manager',
	'Assistant',
	'Lead',
	'Engineer',
	'Analyst',
	'Coordinator',
	'Director',
	'Trainee',
] as const;
