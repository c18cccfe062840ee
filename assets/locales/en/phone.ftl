# Words of the phone's screens. Short, as spoken, no jargon.

# Everywhere
tabs-label = Main menu
tab-today = Today
tab-households = Homes
tab-cases = Cases
tab-me = Me
do-visit = Record visit
do-raise = Report
next = Next
clear = Clear
filter = Filter
filter-all = All
filter-due = Not seen lately
filter-cases = With cases
you = You
you-named = { $name } (you)
you-raised = You reported
role-name = { $role } { $name }
said = { $who }: { $words }
deed = { $who }: { $what }
close-keeps-draft = Close, the draft is kept
draft-kept = Draft kept
save-means = Saved here first, sent when there is network
form-lacks = Something is still to be chosen or written
save-again = Save again
not-saved-title = Not saved yet
words-still-here = Your words are still on this page; don't close it.
disk-full-title = The phone is full; not saved yet
disk-full-room = Delete some old photos or unused apps to make room, then save again. Text needs very little.
written-at = Written { $time }
received-at = Village received { $time }
through-phone = Came by { $name }'s phone
carried-by = Carried by { $names }'s phone too
before = Before
after = After
becomes = becomes
value-empty = (empty)

# Lock
unlock-title = Enter PIN
unlock-safe = Unsent work stays safe while locked
unlock-forgot = Forgot the PIN? Ask the village to enrol this phone again
pin-dots = { $n } of 6 digits entered
pin-delete = Delete a digit
pin-choose = Choose a 6-digit PIN
pin-again = Once more
pin-why = If the phone is lost, nobody can read the data
pin-unlike = They differ; please choose again

# Enrolment
enrol-title = Enrol this phone
enrol-line = Ask the village for a code; it works once
enrol-scan = Photograph the QR code
enrol-scan-none = No code can be made out. Go closer and try again, or type below
enrol-server = The village's address
enrol-server-hint = https://…
enrol-code = Code
enrol-code-hint = 8 characters, like 7KQM-2X4P
enrol-tips = No digits 0 and 1, no letters I and O: nothing to confuse
enrol-no-server = Please enter the village's address
enrol-digits-missing = { $n ->
    [one] { $n } character missing
   *[other] { $n } characters missing
}
enrol-ready = Complete. Next: choose a PIN
enrol-how = How to enrol
enrol-link = If you were sent a link
enrol-link-line = Paste all of it into either field
enrol-after = Enrolment needs network
enrol-after-line = Households arrive within a minute; after that it works offline
enrolled = { $n ->
    [one] Enrolled, { $n } household is here
   *[other] Enrolled, { $n } households are here
}

# Today
today-waiting = Waiting for you
today-due = To visit
today-due-all = See all households
today-empty = Nothing planned today
today-empty-more = You can record a visit at any time.
sent-back = Sent back
news-title = News
news-count = { $n } new
news-new = New
news-none = No news yet
news-none-more = What others give you to do, or do about your cases, stands here.
news-tasked = gave you a task
news-dispatched = gave you the case
news-returned = sent it back with a question
asks-task = Given to you to do

# Sending
line-returned = { $n ->
    [one] { $n } entry returned
   *[other] { $n } entries returned
}
line-returned-more = Please look; your words are kept
line-sending = Sending { $n }
line-sending-more = Goes on after a break
line-here = { $n ->
    [one] { $n } entry saved here
   *[other] { $n } entries saved here
}
line-here-more = Sent when there is network
line-received = The village has everything
line-agreed = Compared { $time }
sync-title = Sending
sync-now = Send now
sync-look = Please look
sync-waiting = Waiting
sync-compare = Compared with the village
sync-agreed = Last agreed
sync-last = Last exchange
sync-never = Never yet
sync-tips = "Received by the village" means it is stored there.
sync-failed = Not sent
sync-here = Waiting to be sent
sync-why = Tried { $time }: { $why }
sync-left = { $n } left
sync-resumes = All of it is stored on this phone and goes on after a break.
sync-moved = { $sent } received, { $left } left
sync-same = Both sides agree; nothing is waited for
sync-free = Nothing is waited for: it can be sent now
sync-photos-title = Photos
sync-photos = { $n } not sent whole
sync-came = New since last time
sync-came-n = { $n } new
waits-network = Waits for a network; then it goes by itself
waits-village = Waits for the village's system; it is tried again soon
waits-update = Waits for an update: Weige must be updated first
waits-clock = The phone's clock is wrong: set it right in the phone's settings
waits-wifi = Photos wait for Wi-Fi
waits-photos = Photos stay here for now, as chosen on this phone
size-kb = { $n } KB
size-mb = { $n } MB
intent-edit = Edit
intent-visit = Visit
intent-correction = Correction of a visit
intent-raise = Report
intent-case_step = Case
intent-feedback = Feedback
returned-open = Have a look
returned-aside = Noted
refused-too_large = Too much at once; the village did not take it.
refused-damaged = Damaged on the way; the village did not take it.
refused-foreign_actor = Not written by this phone; the village did not take it.
refused-missing = Something before it is missing; the village did not take it.
refused-out_of_sequence = Out of order; the village did not take it.
refused-operation = The village does not know this kind of change.
refused-content = A value does not fit; the village did not take it.
refused-unappliable = The village could not apply it.
refused-out_of_scope = No longer yours; the village did not take it.
refused-out_of_place = The case cannot be given to this person; the village did not take it.
refused-unknown_document = The village no longer has this household or case.
refused-stands_on_refused = Returned together with an earlier entry.

# Households
search-households = Find a household
search-hint = Name, number, phone, address
search-nothing = Nothing found
search-nothing-more = Try another word.
households-none = No households yet
households-count = { $n ->
    [one] { $n } household
   *[other] { $n } households
}
people-count = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
last-visit-title = Last visit
last-visit = last { $date }
never-visited = Not visited yet
pick-title = Whom did you visit
pick-line = Choose a household
home-of = { $name }
house-no = No. { $no }
people-title = People
years-old = { $n } years
call = Call { $name }
helpers-title = Who helps
tags-title = Tags
house-title = House and note
both-wrote = Two people wrote
both-shown = Shown now: { $value }
both-others = Also written: { $values }
both-how = Both are kept. Edit the household with the right value to settle it.

# Moves, mergers, archive
moving-title = Move, merge, archive
moving-move = { $who } moves to { $home }
moving-merge = Merge into { $home }
moving-archive = Archive: they left
moving-part = Part from { $home }
moving-back = Bring back: they are here
moving-one = Somebody
moving-other = another home
moving-means-move = Telephone and record go along. If that was wrong, move them back from there.
moving-means-merge = { $who }, visits and cases go to { $home }. If that was wrong, part them again.
moving-means-archive = No longer counted or visited. All that was written stays; it can be brought back.
moving-means-part = It stands by itself again, with its own people, visits and cases.
moving-means-back = It is on the list again and visited.
moving-why = Another reason

# Visits
visits-title = Visits
visits-all = See all visits
older-gone = Records before { $year } are not on this phone; the server has them
older-get = Get them again
older-coming = Coming
older-asked = Asked for: they come by themselves when there is a network.
visit-correct = Correct
visit-correct-how = The old words stay; the correction stands below them.
visit-corrected = { $who } corrected · { $time }
visit-other = Another
visit-why = Why
visit-chip-routine = Routine
visit-chip-care = Care
visit-chip-hazard_check = Hazards
visit-chip-policy = Policy
visit-chip-case_follow_up = Follow-up
visit-look = Have a look
visit-words = A few words
visit-words-hint = What you saw, what was said
visit-then-raise = A problem: report it after saving
visit-next = Next: { $door } { $name }
visit-next-over = Stop here
visit-next-line = More homes are due. On to the next?

# Editing and its record
edit-title = Edit household
edit-wrong = One field does not fit; please look
history-title = Record of changes
history-empty = Nobody has changed anything
history-tips = Nothing is deleted: a second change stands beside the first. Works offline.
field-of = { $name }: { $field }
tag-on = Yes
tag-off = No

# Reporting
raise-step = Step { $n } of 2
raise-kind = What kind
raise-category = What about
raise-colour = How grave
raise-colour-tips = Red, yellow, green say how grave, not how late. If unsure, take the suggestion; it can be changed.
colour-title-red = Red · urgent, large
colour-title-yellow = Yellow · hard
colour-title-green = Green · small
colour-means-red = Many people, or danger. The township takes it at once
colour-means-yellow = Not easily settled. The village mediates
colour-means-green = Settled on the spot by the grid
suggested = Suggested
reason-harm = The words speak of danger
reason-many_parties = Many people are involved
reason-repeat = This household had a case before
reason-hard_category = Mostly needs the village to mediate
reason-small = Settled on the spot by the grid
raise-title = Name it
raise-title-hint = e.g. Yang and Liu, field border
raise-words-hint = What happened, how it is now
raise-missing-words = A name or words are missing
raise-parties = Who is involved
party-household = Find one of your households
party-outsider = Somebody else
party-named = { $name }, No. { $no }
party-remove = Remove { $name }
outsider-place = Lives in
outsider-elsewhere = Not known, or elsewhere
outsider-no = House number (optional)
outsider-add = Add
outsider-tips = With a micro-grid chosen, its member sees the case too.

# Cases
cases-open = Open
cases-all = All
cases-mine = For you
cases-others = Others
cases-none = No open cases
search-cases = Find a case
case-story = Story
case-more = Other steps
case-merged-into = See the case it was merged into
contested-now = Both are kept. For now it stands as "{ $stage }", until somebody who saw both decides.
dispatched-to = Assigned to { $name }
urged-by = by { $date }
void-says = Does not count: { $rule }
do-raised = Report
do-recoloured = Change colour
do-accepted = Accept
do-dispatched = Assign
do-taken = Take on
do-progress = Progress
do-urged = Urge
do-escalated = Pass up
do-returned = Send back
do-settled = Settle
do-followed_up = Follow up
do-struck_off = Strike off
do-reopened = Reopen
do-withdrawn = Withdraw
do-merged = Merge
do-tasked = Give a task
do-task_done = Answer the task
do-discussed = Record a discussion
do-helped = Record help
step-words-hint = What was done, and why
dispatch-to = To whom
dispatch-choose = Please choose
task-to = To whom
by-day = By which day (may be left out)
task-words-hint = What is to be done
discussed-words-hint = What was agreed
helped-words-hint = With what
took-part = Who took part, separated by commas
helped-who = Who helped
helped-hours = Hours
helped-minutes = Minutes
merge-into = Into which case
merge-choose = Please choose one
people = How many people it concerns
amount = Amount in yuan
source = How it became known
went-to = Where it went
choose-or-not = Not known
facts-if-known = For the office's tables (may be left out)
facts-asked = For the office's tables
task-answered = Answered
wanted-by = By { $date }, { $left }
wanted-some-day = No day was said
give-tasks = Noted
give-tasks-line = Give what was agreed to somebody to do now?
give-tasks-over = Not now
colour-lowered = Lowered

# Me
me-seeing = Seeing well
me-type = Type size
type-standard = Standard
type-large = Large
type-xl = Very large
me-care = Care mode
me-care-line = Larger type and buttons
me-theme = Light or dark
theme-follow = As the phone
theme-light = Light
theme-dark = Dark
me-language = Language
me-phone = This phone
me-lock = Lock now
position-add = Add position
position-coming = Finding out
position-off = Leave it out
position-none = No position came: try again in the open
me-remind = Reminders
me-remind-line = At eight and at two; figures only
me-finger = Unlock by finger or face
me-finger-line = The PIN still works; a changed finger asks for it
finger-title = Unlock by finger or face
finger-pin = Use the PIN
me-able = What this phone can do
able-yes = Yes
able-no = No
able-camera = Take photos
able-position = Say where it is
able-qr = Read a QR code
able-notifications = Remind
able-biometric = Unlock by finger or face
able-share = Share
able-key_store = Keep the key in the system
able-metered = Tell Wi-Fi from paid data
why-desk = A computer has none
why-refused = Not allowed: turn it on in the phone's settings
why-off = It is switched off
why-key_file = The key is in a file that only Weige can read
reminder-title = Weige reminds you
reminder-take = { $n ->
    [one] { $n } case waits to be taken
   *[other] { $n } cases wait to be taken
}
reminder-settle = { $n ->
    [one] { $n } case is soon due
   *[other] { $n } cases are soon due
}
reminder-tasks = { $n ->
    [one] { $n } task is soon due
   *[other] { $n } tasks are soon due
}
reminder-follow-ups = { $n ->
    [one] { $n } case to follow up
   *[other] { $n } cases to follow up
}
reminder-visits = { $n ->
    [one] { $n } household to visit
   *[other] { $n } households to visit
}
reminder-unsent = { $n ->
    [one] { $n } entry isn't with the village yet: open the app where there is a link
   *[other] { $n } entries aren't with the village yet: open the app where there is a link
}
me-server = The village's address: { $server }
me-version = Weige { $version }
help = Help
copy = Copy
share = Share
me-guide = How to use it
me-privacy = What is kept about homes, and why
me-diagnostics = Diagnostics
me-licences = Versions and licences
me-storage = Storage
me-storage-all = Weige takes
me-storage-of = Photos { $photos }; the village has { $go } of all, which could go
me-free = Free { $go } now
me-free-line = Only what the village has; nothing unsent
me-freed = { $size } freed
me-wifi = Send photos over Wi-Fi only
me-budget = Photos and past years at most
me-budget-none = No limit
me-budget-line = What is over it goes, the oldest first, and only what the village has; it is fetched again when looked at.

photos-if-wanted = Photos (if you like)
photo-take = Take a photo
photo-choose = Choose one
photo-coming = Saving the photo…
photo-number = Photo { $n }
photo-leave-out = Leave out photo { $n }
photo-bring = The village has the photo: fetch it
photo-not-there = The photo isn't in the village yet
visit-helped = A volunteer came along
service-item = What is asked for

# How a case stands: who has it, what is awaited
stands-unsent = Not sent yet; the village doesn't know of it
stands-contested = Two sides differ; { $who } has to say which counts
stands-contested_you = Two sides differ; say which counts
stands-raised = Not yet seen by { $who }
stands-raised_here = Nobody has taken it on yet
stands-raised_you = Waits for you to accept it
stands-accepted = Accepted; somebody is still to be sent
stands-accepted_you = Accepted; waits for you to send somebody
stands-dispatched = Given to { $who }; not taken yet
stands-dispatched_you = Given to you; take it on
stands-taken = { $who } is at work on it
stands-taken_you = You are at work on it
stands-escalated = Brought to { $who }, who is to act
stands-escalated_you = Came up to you; act on it
stands-returned = Sent back with a question; not answered yet
stands-returned_you = Sent back to you with a question; answer it
stands-reopened = Open again; waits for { $who }
stands-reopened_you = Open again; waits for you
stands-follow_up = Settled; the household is still to be asked
stands-follow_up_you = Settled; ask the household
stands-settled = Settled; still to be checked
stands-settled_you = Settled; waits for you to check it
stands-struck_off = Closed
stands-withdrawn = Withdrawn
stands-merged = Merged into another case
at-county = the county
at-township = the township
at-village = the village
at-grid = the grid
at-micro_grid = the micro-grid

# Adding a household or a person
filter-month = Not for a month
add-household = Add household
add-head = Head's name
add-tips = Number and head first; the rest can follow once it is saved.
add-like = Perhaps it is here already; please look
add-anyway = No, add it
add-resident = Somebody more

# Who is on this phone
training = Practice
training-line = Practising: nothing is sent
unlock-others = Somebody else, or practise
shelf-title = On this phone
shelf-other = Change to them; each one's work is kept apart
shelf-new = Enrol somebody else
shelf-new-line = All work of the present one stays
shelf-train = Practise
shelf-train-line = Invented homes; nothing is sent
shelf-train-end = End practice
shelf-train-end-line = What was written in it goes
shelf-leave = Leave, and remove what is on this phone
shelf-leave-line = Only when all was sent
shelf-leave-what = What the village received stays there. To use it again, enrol again. The village is told that this phone left: at once, or when there is a network again.
shelf-leave-do = Remove
feedback-kind = Which
feedback-to = To
feedback-to-village = The village
feedback-to-county = The county
feedback-here = saved here
feedback-received = received
feedback-answered = answered
feedback-tips = It is kept without a network and sent by itself. What goes to the county the village doesn't see.
