# Words of the console: papers, imports, looks, services and the directory.

# Reports and printing
console-nav-papers = Reports and printing
console-papers-place = Where
console-papers-period = Which period
console-papers-year = Year
console-papers-month = Month
console-papers-quarter = Quarter
console-papers-from = First day
console-papers-to = Last day (included)
console-papers-days = Choose both days first.
console-papers-clock = All times are those at which the server received it, not those of phones.
console-span-month = Month
console-span-quarter = Quarter
console-span-year = Year
console-span-days = Days
console-year = { $n }
console-month = { $n }
console-quarter = Quarter { $n }
console-paper-statistics = Statistics of people's mediation
console-paper-register = Register of cases
console-paper-about-statistics = A row for each of the eighteen categories: received, mediated, difficult, source, success and form of agreement, where failed ones went, people and amount. What each column counts is said below the table.
console-paper-about-register = A row for each case: number, parties, category, colour, source, handler, outcome, agreement and times. By when the server received its beginning.
console-paper-protected = 1 to 4 is written { $few }; what a small number could be worked out from is hidden. The county's tables are by month, quarter or year, down to townships.
console-paper-names = With names. When a township or department saves it, the village sees that it was looked at.
console-paper-nothing = Nothing in this period.
console-paper-newest = The newest that has any: { $year }-{ $month }
console-paper-print = Print
console-paper-csv = csv
console-paper-xlsx = Save xlsx
console-paper-docx = docx
console-case-paper-file = Case file
console-case-paper-agreement = Mediation agreement
console-case-paper-oral = Record of an oral agreement

# Importing cases
console-nav-import = Import cases
console-import-template = Empty table
console-import-choose = Choose a file
console-import-step-choose = Choose a file
console-import-step-trial = Tried, nothing written yet
console-import-step-write = Written
console-import-figure-rows = rows
console-import-figure-ready = can be imported
console-import-figure-already = there already, left alone
console-import-figure-wrong = wrong rows
console-import-said-right = Nothing wrong was found. It is not written yet.
console-import-said-nothing = There is nothing new in the table: nothing is to be written.
console-import-unused = These columns mean nothing here and were not read: { $columns }
console-import-write = { $n ->
    [one] Write { $n } row
   *[other] Write { $n } rows
}
console-import-write-right = Write only the { $n } right ones
console-import-line = Line
console-import-column = Column
console-import-written = It says
console-import-problem = Problem
console-import-mend = What to do
console-import-whole-file = The file
console-import-and-more = { $words }, …
console-import-why-unreadable = Can't be read
console-import-why-empty = The table is empty
console-import-why-no_head = No line of headings
console-import-why-column_missing = This column is missing
console-import-why-too_many_rows = Too many rows
console-import-why-missing = Empty
console-import-why-unknown_word = Unknown word
console-import-why-unknown_place = No such micro-grid here
console-import-why-several_places = Several micro-grids of this name
console-import-why-unknown_household = Not in the register
console-import-why-not_a_number = Not a whole number
console-import-why-not_a_day = Not a date
console-import-why-in_future = Not yet come
console-import-why-too_long = Too long
console-import-why-parties = Parties not readable
console-import-why-twice = Stands twice
console-import-mend-unreadable = Open it in Excel or WPS, save it as xlsx, and choose it again.
console-import-mend-empty = There is no row below the headings. Fill in a row for each entry, save it, and choose it again.
console-import-mend-no_head = Put the headings in the first line: 类别, 标题, 内容, 微网格 … The empty table shows them.
console-import-mend-column_missing = Add this column and fill it in.
console-import-mend-too_many_rows = At most { $offers } rows at once: make several tables.
console-import-mend-missing = Fill it in. { $offers }
console-import-mend-unknown_word = One of: { $offers }
console-import-mend-unknown_place = One of: { $offers }
console-import-mend-several_places = Write the code: { $offers }
console-import-mend-unknown_household = Correct the name or house number; for an outsider write the name alone.
console-import-mend-not_a_number = A whole number; amounts in yuan.
console-import-mend-not_a_day = Write it as 2026-11-05.
console-import-mend-in_future = Today or earlier.
console-import-mend-too_long = At most { $offers } characters.
console-import-mend-parties = Names divided by 、, at most 20, house numbers in brackets.
console-import-mend-twice = It is the same case as line { $offers }: take one out, or change its number.

# Complaints and suggestions
console-feedback-why-village = What was written to the village is answered here. What was written to the county the village doesn't see.
console-feedback-why-county = What was written to the county is answered here. Village and township don't see it.
console-no-feedback = Nobody has written a complaint or a suggestion
console-no-feedback-line = Members write them on the phone, under "Me". They are here as soon as the phone has a link.
console-feedback-answer = Answer
console-feedback-label = The answer
console-feedback-missing = Write an answer of at most 1,000 characters
console-feedback-submit = Send the answer
console-feedback-once = It is answered once; who wrote it reads it on the phone.
console-feedback-answered = Answered by { $name }, { $time }

# Who looked
console-look-all = All
console-look-households = Households
console-look-cases = Cases
console-look-at = When
console-look-role = Role
console-look-kind = Looked at
console-look-what = Which
console-look-household = Household
console-look-photo = Photo
console-look-phone = Sent to a phone
console-look-register = In a register that was saved
console-look-gone = No longer in the register
console-looks-why = Who from outside the village looked at its households and cases
console-looks-kept = This list only grows: nothing in it is changed or deleted. Whoever of the village asks can be shown it.
console-no-looks = Nobody from outside has looked
console-no-looks-line = As soon as somebody of the township, a department or the county opens a household, case or photo of this village, it is written down here.

# Services and directory

console-nav-items = Services
console-nav-people = Directory
console-items-whose = { $place } · version { $version } · { $n } items
console-items-which = Which list
console-items-both = Both lists
console-items-list-service = Services
console-items-list-power = Small powers
console-items-find = Item, desk, papers
console-items-import = Import the lists
console-items-none = There is no list of services yet
console-items-none-line = The county imports one for all its villages; a village whose own differs imports its own.
console-items-not-found = No such item
console-items-key = Number
console-items-name = Item
console-items-desk = Desk
console-items-papers = Papers to bring
console-items-time = Done in
console-items-note = Note
console-items-at-once = at once
console-items-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
console-items-choose = Choose an item to see what to bring and how long it takes, or to begin a request for a household.
console-items-request = Request for a household
console-items-for = Which household
console-items-more = { $n } more: look for something narrower
console-request-missing-household = Please choose the household it is for.
console-request-missing-category = Please choose a category.
console-items-raise = Begin the request
console-items-bring = Bring: { $papers }
console-people-numbers = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
console-people-kind = Who
console-people-all = Everybody
console-people-find = Name, place, skill
console-people-show = Show phones
console-people-hide = Cover phones
console-people-import = Import people
console-people-none = Nobody like that is in the directory yet
console-people-none-line = People without an account who can be asked for help: legal-wise villagers, legal advisers, volunteers, mediation-room staff. The secretary imports them from a table.
console-people-place = Place
console-people-skills = Good at
console-people-drop = Take out
console-people-drop-sure = Take { $name } out of the directory? Name and phone are deleted and nothing stays.
console-people-drop-do = Take out and delete
console-people-village-only = Phones are shown to people of the village alone.
console-helpers = Who could help
person-legal_villager = Legal-wise villager
person-legal_adviser = Legal adviser
person-volunteer = Volunteer
person-mediation_staff = Mediation-room staff

console-import-title-cases = Import cases
console-import-title-items = Import services
console-import-title-people = Import the directory
console-import-empty-cases = Bring in the cases you have in a table
console-import-empty-items = Bring in the lists of services
console-import-empty-people = Bring in the directory
console-import-line-cases = xlsx and csv are read. It is tried first, and every wrong cell is listed; nothing changes before you have it written.
console-import-line-items = xlsx and csv are read. The whole table becomes the new list; items that aren't in it are withdrawn. It is tried first; nothing changes before you have it written.
console-import-line-people = xlsx and csv are read. People of the table are added, those who are there become what the table says. It is tried first; nothing changes before you have it written.
console-import-wrong-cases = Wrong rows are not imported. Best mend them in your table and choose it again; you can also have only the right ones written and import the others later: no case becomes two.
console-import-wrong-items = A list is replaced whole: while a row is wrong, nothing can be written. Mend your table and choose it again.
console-import-wrong-people = Wrong rows are not imported. Mend your table and choose it again, or have only the right ones written.
console-import-wrote-cases = { $n } cases were written, all waiting to be accepted. The same table again makes no case twice.
console-import-wrote-items = The lists were replaced; { $n } items are new or changed. Phones get them with their next sync.
console-import-wrote-people = { $n } people were written.
console-import-gone = { $n } items that aren't in the table will be withdrawn: { $names }
console-import-to-cases = To the cases
console-import-to-items = To the services
console-import-to-people = To the directory

console-posts = Posts
console-posts-line = Shown where a case is dispatched, as in “Mediation room · Fengming”. A post gives no right.
console-post-none = No post
console-post-name = Name, like “Fengming”
post-mediation_room = Mediation room
post-legal_adviser = Legal adviser
post-police_aide = Police aide
post-service_desk = Service desk

console-paper-helping = Volunteers' help
console-paper-about-helping = A row a village and month: how often, how many minutes, how many hours. Sums alone, no names.

console-news = { $n ->
    [one] { $n } case has changed
   *[other] { $n } cases have changed
}
console-title-red = { $n } red
console-title-late = { $n } overdue
