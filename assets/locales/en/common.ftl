# Words of both bundles. Texts may change, keys may not; a missing key fails a test.

language-name = English
app-name = Weige
sample = Sample
loading = Opening…
try-again = Try again
close = Close
back = Back
cancel = Cancel
save = Save
more = More
unknown-person = Someone else
separator = { " · " }
list-comma = { ", " }

# Dates
date-day = { $day } { $month }
date-day-year = { $day } { $month } { $year }
date-weekday = { $weekday }, { $date }
date-today = Today
date-tomorrow = Tomorrow
date-yesterday = Yesterday
days-ago = { $n ->
    [one] { $n } day ago
   *[other] { $n } days ago
}
days-left = { $n ->
    [one] { $n } day left
   *[other] { $n } days left
}
days-left-none = due today
days-over = { $n ->
    [one] { $n } day late
   *[other] { $n } days late
}
days-over-today = deadline passed today
due-words = { $what } by { $date }, { $left }
clock-take = Take
clock-settle = Settle
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

# Colours: how grave, never how late
colour-red = Red
colour-yellow = Yellow
colour-green = Green

# Cases
kind-dispute = Dispute
kind-hazard = Hazard
kind-service_request = Request
kind-agenda_topic = Topic

stage-escalated = Passed up
stage-reopened = Reopened
stage-returned = Sent back
stage-taken = In hand
stage-dispatched = Assigned
stage-accepted = Accepted
stage-raised = Raised
stage-settled = To review
stage-struck_off = Struck off
stage-withdrawn = Withdrawn
stage-merged = Merged

event-raised = Raised
event-recoloured = Change colour
event-accepted = Accept
event-dispatched = Assign
event-taken = Take on
event-progress = Progress
event-urged = Urge
event-escalated = Pass up
event-returned = Send back
event-settled = Settle
event-followed_up = Follow up
event-struck_off = Strike off
event-reopened = Reopen
event-withdrawn = Withdraw
event-merged = Merge
event-tasked = Give a task
event-task_done = Answer a task
event-discussed = Discuss together
event-helped = Help given
event-passed_up = Went up overdue

outcome-agreement_reached = Agreement reached
outcome-rectified = Put right
outcome-served = Served
outcome-failed = Not achieved

# What the office's tables ask
source-found = Found by ourselves
source-on_application = On application
source-court = Handed over by the court
source-procuratorate = Handed over by the procuratorate
source-police = Handed over by the police
source-petition = Handed over by the petition office
source-other_office = Handed over by another office
agreement-form = Form of agreement
agreement-oral = Oral agreement
agreement-written = Written agreement
went-to-court = Went to court
went-to-arbitration = Went to arbitration
went-to-administrative = Went to an administrative office
went-to-petition = Went to the petition office
went-to-other = Went another way
told-passed-up = Not done by { $date } ({ $what }): went up to the { $level } by itself
by-itself = By itself
level-county = county
level-township = township
level-village = village
level-grid = grid
level-micro_grid = micro-grid
told-people = Concerns { $n } people
told-amount = Amount { $yuan } yuan
told-difficult = Difficult
told-position = { $lat } { $ns }, { $lon } { $ew }, within about { $n } m
compass-north = north
compass-south = south
compass-east = east
compass-west = west
told-took-part = { $name } took part
told-helped = { $name } helped for { $n } minutes

satisfied-yes = Satisfied
satisfied-no = Not satisfied

# Why an entry counts for nothing
void-not_your_role = This step is not for this role
void-not_at_this_stage = The case is not at this step
void-own_work = Nobody strikes off their own work
void-follow_up_missing = A dispute is followed up before it is struck off
void-not_the_handler = Only the handler or somebody above takes or settles it
void-not_the_raiser = Only who raised it or somebody above withdraws it
void-contested = Two things happened at once; this must be resolved first
void-second_beginning = A case is raised only once
void-no_such_task = There is no such task, or it is answered already
void-not_your_task = The task was given to somebody else
void-not_due = No deadline had passed, or the case went up for it already
void-out_of_place = Not a place this person answers for

contested = Changed on both sides

# Visits
visit-routine = Routine visit
visit-care = Care visit
visit-policy = Policy talk
visit-hazard_check = Hazard check
visit-case_follow_up = Case follow-up

answer-ok = Fine
answer-problem = Problem

# Households
tag-living_alone = Lives alone
tag-elderly = Elderly
tag-disabled = Disabled
tag-subsistence = Allowance
tag-left_behind_child = Child left behind
tag-veteran = Veteran
tag-migrant_worker = Works away
tag-chronic_illness = Chronic illness

field-house_no = House number
field-address = Address
field-party_contact = Linked party member
field-joint_leader = Joint-household leader
field-note = Note
field-name = Name
field-sex = Sex
field-birth_year = Year of birth
field-relation = Relation to head
field-phone = Phone

sex-f = female
sex-m = male
relation-head = Head

# Roles
role-member = Member
role-grid_leader = Grid leader
role-secretary = Secretary
role-mediator = Mediator
role-department = Department
role-township = Township
role-county = County
role-administrator = Administrator

# Where an entry is
delivery-saved_here = Saved here
delivery-sending = Sending
delivery-heard = From a phone, not yet at the village
delivery-received = Received
delivery-returned = Returned

# What went wrong
problem-malformed = This version can't read that.
problem-invalid = Something is filled in wrongly; please have a look.
problem-day_past = That day is over. Please choose today or a later one.
problem-not_found = Not found, or not yours to see.
problem-forbidden = This is not for your role.
problem-policy = The rules don't allow this now.
problem-not_here = This can't be done here.
problem-not_logged_in = Please log in first.
problem-wrong_password = Name or password is wrong.
problem-too_many_tries = Too many tries. Please wait a while.
problem-locked = The data on this phone is locked. Please unlock it.
problem-wrong_pin = Wrong PIN.
problem-not_enrolled = This phone is not enrolled.
problem-code_invalid = The code is wrong, used or too old. Please ask the village for a new one.
problem-token_invalid = The village no longer accepts this phone. Please ask there.
problem-no_link = No connection: there is no network now, or nobody answers at that address.
problem-server_down = The village's system does not answer at the moment.
problem-update_needed = Weige must be updated first.
problem-disk_full = The phone is full; nothing was saved.
problem-peer = The two phones could not meet. Sync with the village once, then try again.
problem-damaged = Part of the data on this phone is damaged; what can be read is kept aside.
problem-wrong_key = The data on this phone can't be opened.
problem-too_large = That is too much at once; please split it.
problem-photo_unreadable = This photo can't be read. Please take it again; what you wrote is still here.
problem-photos_full = There is no more room for photos in the village. The records have arrived; the photos stay on this phone. Please tell the office.
problem-unsent = Something is not sent, came back unread, or is half written. Finish that first.
problem-internal = Weige made a mistake. Try again; if it stays, tell the village.

# No longer living here; all that was written is kept
field-gone = Now
field-micro_grid = Micro-grid
gone-not = Lives here
gone-moved = Moved away
gone-died = Died

# Moving, merging, archiving
field-gone_why = Why archived
field-lives = Home
field-merged = Merged
gone-why-left_village = Left the village
gone-why-died_out = Nobody is left
home-to = Moved to { $home }
home-from = Came from { $home }
merged-into = Merged into { $home }
merged-from = { $home } was merged in
feedback-kind-complaint = Complaint
feedback-kind-suggestion = Suggestion
