import { setupFa } from './fa-setup';
import { staffFa } from './fa-staff';
import type { LanguageFile } from './language';
import { n, PERSIAN_ZERO } from './persian-digits';
import { spanOf } from './span';

const span = spanOf('fa-IR');

/**
 * Persian is the source; a language that lacks a key does not compile.
 *
 * No text has a tanwin and no word ends in a vowel mark: WebKitGTK lifts a run of letters that
 * ends in one. `catalogue.test.ts` holds every text to it.
 */
export const fa = {
  product: 'پذیرش رویداد',
  starting: 'دستگاه آماده می‌شود…',

  begin: 'شروع',
  beginHint: 'برای ثبت ورود، صفحه را لمس کنید',

  eventsTitle: 'به کدام رویداد آمده‌اید؟',
  eventsLead: 'رویداد خود را انتخاب کنید.',
  searchLabel: 'جست‌وجوی رویداد',
  searchHint: 'نام رویداد',
  searchEmpty: 'رویدادی با این نام پیدا نشد.',
  searchClear: 'پاک کردن جست‌وجو',
  space: 'فاصله',
  halfSpace: 'نیم‌فاصله',
  fromMoment: (moment: string) => `از ${n(moment)}`,
  toMoment: (moment: string) => `تا ${n(moment)}`,
  until: (from: string, to: string) => `${n(from)} تا ${n(to)}`,

  mobileTitle: 'شماره موبایل خود را وارد کنید',
  mobileLead: 'یک کد پنج‌رقمی برای شما پیامک می‌کنیم.',
  mobileLabel: 'شماره موبایل',
  mobileHint: 'شماره‌ای را بنویسید که با آن ثبت‌نام کرده‌اید.',
  mobileHintOpen: 'اگر ثبت‌نام کرده‌اید، همان شماره را بنویسید.',
  sendCode: 'دریافت کد',
  otherEvent: 'رویداد دیگر',
  back: 'بازگشت',
  keypad: 'صفحه‌کلید عددی',
  keyBack: 'پاک کردن آخرین رقم',
  letterBack: 'پاک کردن آخرین نویسه',
  keyPlus: 'علامت + برای شماره‌های خارج از ایران',
  letterPad: 'صفحه‌کلید',

  useTicket: 'با کد بلیت',
  useMobile: 'با شماره موبایل',
  ticketCodeTitle: 'کد بلیت را وارد کنید',
  ticketCodeLead: 'کد روی بلیت را بنویسید، یا بلیت را جلوی بارکدخوان بگیرید. کد ورود را به موبایل همان بلیت پیامک می‌کنیم.',
  ticketCodeLabel: 'کد بلیت',
  scanTicket: 'اسکن بلیت با دوربین',
  scanTitle: 'بلیت را جلوی دوربین بگیرید',
  scanLead: 'کد روی بلیت باید درون کادر باشد. تصویر دوربین جایی نگه داشته نمی‌شود.',
  scanCamera: 'تصویر دوربین',
  scanFailedTitle: 'دوربین اکنون در دسترس نیست',
  scanFailed: 'کد بلیت را بنویسید یا از شماره موبایل استفاده کنید.',
  unknownTicket: 'با این کد بلیتی پیدا نشد. کد را بررسی کنید یا از شماره موبایل استفاده کنید.',
  unreadableTicket: 'کد بلیت خوانده نشد. دوباره امتحان کنید یا آن را بنویسید.',
  scanUnknown: 'کدی که اکنون خوانده شد کد بلیت شناخته‌شده‌ای نیست. کد روی بلیت خود را درون کادر بگیرید.',
  misheldTicket: 'آنچه اکنون جلوی بارکدخوان گرفته شد بلیت شناخته‌شده‌ای نیست. شما می‌توانید ادامه دهید.',
  misheldAgain: 'این بلیت همین حالا خوانده شد. برای استفاده دوباره، اول ده ثانیه آن را از بارکدخوان دور نگه دارید.',

  codeTitle: 'کد پیامک‌شده را وارد کنید',
  codeLabel: 'کد پنج‌رقمی',
  codeChecking: 'در حال بررسی…',
  correctNumber: 'اصلاح شماره',
  ticketMobile: 'موبایل این بلیت',
  timeLeft: 'زمان باقی‌مانده',
  secondsLeft: (seconds: number) => `${n(seconds)} ثانیه مانده است`,
  triesLeft: (tries: number) =>
    tries === 0
      ? 'دیگر فرصتی نمانده است'
      : tries === 1
        ? 'تنها یک بار دیگر فرصت دارید'
        : `${n(tries)} فرصت دارید`,
  resend: 'ارسال دوباره کد',
  resendIn: (wait: string) => `${n(wait)} تا ارسال دوباره`,
  newCode: 'دریافت کد تازه',
  newCodeIn: (wait: string) => `${n(wait)} تا کد تازه`,
  resent: 'درخواست شما برای ارسال دوباره ثبت شد.',
  otherNumber: 'شماره دیگر',
  noSmsTitle: 'پیامک نرسید؟',
  newCodeTitle: 'کد تازه',
  otherWaysTitle: 'راه‌های دیگر',
  noSmsLead: 'شماره بالا را بررسی کنید: کد فقط به شماره‌ای می‌رسد که با آن ثبت‌نام کرده‌اید. شماره دیگر یا کد بلیت را امتحان کنید، یا از همکاران ما کمک بگیرید.',
  noSmsLeadOpen: 'شماره بالا را بررسی کنید: شاید به شماره خارجی که در فهرست مهمانان نیست کد نرسد. شماره دیگر یا کد بلیت را امتحان کنید، یا از همکاران ما کمک بگیرید.',
  callStaff: 'کمک می‌خواهم',

  courierWorking: 'سامانه پیامک کار می‌کند. به شماره‌ای که در فهرست مهمانان باشد، کد تا چند لحظه دیگر می‌رسد.',
  courierWorkingOpen: 'سامانه پیامک کار می‌کند. رسیدن کد چند لحظه طول می‌کشد.',
  courierDown: 'ارتباط ما با سامانه پیامک اکنون قطع است و پیامکی فرستاده نمی‌شود. همکاران ما می‌توانند شما را پذیرش کنند.',

  wrongCode: (left: number) =>
    left === 1
      ? 'کد درست نبود. تنها یک بار دیگر فرصت دارید.'
      : `کد درست نبود. ${n(left)} بار دیگر فرصت دارید.`,
  codeSpent: 'فرصت‌های این کد تمام شد. از همکاران ما کمک بگیرید یا شماره دیگری وارد کنید.',
  codeExpired: 'زمان این کد تمام شد. یک کد تازه بگیرید.',
  notACode: 'کد پنج رقم دارد. دوباره وارد کنید.',
  tooManySends: 'اکنون کد دیگری به این شماره فرستاده نمی‌شود.',
  stationBusy: 'این دستگاه همین حالا کدهای زیادی فرستاده است. کد شما تا چند لحظه دیگر فرستاده می‌شود.',
  tooManyChanges: 'برای تغییر شماره موبایل شما اکنون کد دیگری فرستاده نمی‌شود.',
  sendsAgainIn: (wait: string) => `زمان باقی‌مانده تا تلاش دوباره: ${n(wait)}`,
  sendsAgainAnnounce: (seconds: number) => `${n(seconds)} ثانیه دیگر می‌توانید دوباره تلاش کنید`,
  tooManySendsOver: 'اکنون می‌توانید دوباره امتحان کنید.',
  ticketClosed: 'بلیتی که اکنون باز نیست پذیرش نشد. از همکاران ما بپرسید.',
  numberTaken: 'این شماره برای مهمان دیگری از همین رویداد ثبت شده است. شماره دیگری بنویسید یا از همکاران ما بپرسید.',
  sameNumber: 'این همان شماره کنونی شماست. شماره تازه را بنویسید.',

  mobileEmpty: 'نخست شماره موبایل را بنویسید.',
  mobileCharacter: 'شماره موبایل فقط رقم دارد. دوباره بنویسید.',
  mobileTooShort: 'شماره کامل نیست. شماره ایران یازده رقم دارد و با ۰۹ آغاز می‌شود؛ شماره خارجی با + و پیش‌شماره کشور.',
  mobileTooLong: 'شماره بیش از یازده رقم دارد. شماره موبایل با ۰۹ آغاز می‌شود.',
  mobileNotMobile: 'این شماره موبایل نیست. شماره ایران با ۰۹ آغاز می‌شود و شماره خارجی با + یا ۰۰.',
  mobileForeign: 'این شماره در آن کشور وجود ندارد. پیش‌شماره کشور را بررسی کنید.',

  ticketsLead: 'چند بلیت دارید. همه را یک‌جا ثبت کنید، یا کسانی را انتخاب کنید که همراه شما هستند.',
  ticketsLeadOne: 'ورود بلیتی را که مانده است ثبت کنید، یا بدون آن ادامه دهید.',
  ticketsCount: (open: number) => `${n(open)} بلیت مانده است`,
  checkInAll: (open: number) => (open === 2 ? 'ثبت ورود هر دو نفر' : `ثبت ورود هر ${n(open)} نفر`),
  checkInSome: (chosen: number) => `ثبت ورود ${n(chosen)} نفر`,
  checkInOf: (holder: string) => `ثبت ورود ${holder}`,
  chooseTicket: 'یک بلیت را انتخاب کنید',
  continueOn: 'ادامه',
  ticket: 'بلیت',

  welcomeHello: 'خوش آمدید',
  entryNow: (time: string) => `ورود در ساعت ${n(time)} ثبت شد`,
  entryBefore: (when: string) => `پیش‌تر، ${n(when)} وارد شده است`,
  entryAgain: (when: string) => `آخرین ورود ${n(when)} بوده است`,
  atTime: (time: string) => `ساعت ${n(time)}`,
  onDayAtTime: (day: string, time: string) => `${n(day)} ساعت ${n(time)}`,
  entryOpen: 'هنوز وارد نشده است',
  fromTime: (time: string) => `از ساعت ${n(time)}`,
  fromDayAtTime: (day: string, time: string) => `از ${n(day)}، ساعت ${n(time)}`,
  entryFrom: (when: string) => `پذیرش ${n(when)}`,
  entryOver: 'زمان پذیرش این بلیت گذشته است',
  entryCancelled: 'این بلیت لغو شده است',
  closedTitle: 'اکنون نمی‌توانید وارد شوید',
  closedNotYet: (when: string) => `پذیرش بلیت شما ${n(when)} آغاز می‌شود. اگر پرسشی دارید، از همکاران ما کمک بگیرید.`,
  closedOver: 'زمان پذیرش بلیت شما گذشته است. از همکاران ما کمک بگیرید.',
  closedCancelled: 'بلیت شما لغو شده است. از همکاران ما کمک بگیرید.',
  ticketsOpen: (open: number) => `${n(open)} بلیت هنوز برای ورود باز است`,
  backToTickets: 'بازگشت به بلیت‌ها',
  nextTitle: 'از اینجا کجا بروم؟',
  handoffTitle: 'روی گوشی خود ادامه دهید',
  handoffLead: 'این کد را با دوربین گوشی اسکن کنید تا بلیت خود را همراه داشته باشید. صفحه، چهار رقم آخر شماره‌تان را می‌پرسد.',
  handoffNone: 'ادامه روی گوشی اکنون در دسترس نیست.',
  handoffWait: 'در حال آماده کردن…',
  done: 'پایان',
  notYou: 'شما نیستید؟',
  leavesIn: (seconds: number) => `این صفحه ${n(seconds)} ثانیه دیگر بسته می‌شود`,

  changeMobile: 'تغییر شماره موبایل',
  changeTitle: 'شماره موبایل تازه را وارد کنید',
  changeLead: 'یک کد پنج‌رقمی به شماره تازه پیامک می‌کنیم.',
  changeFrom: 'شماره کنونی',
  changeCourier: 'سامانه پیامک کار می‌کند. کد تا چند لحظه دیگر به شماره تازه شما می‌رسد.',
  changeCourierDown: 'ارتباط ما با سامانه پیامک اکنون قطع است و پیامکی فرستاده نمی‌شود. شماره شما تغییر نکرده است؛ کمی بعد دوباره امتحان کنید.',
  changeNoSms: 'شماره بالا را بررسی کنید: اگر نادرست است اصلاحش کنید، وگرنه از همکاران ما کمک بگیرید. تا کد را وارد نکنید، شماره شما تغییر نمی‌کند.',
  keepMobile: 'همان شماره بماند',
  mobileChanged: 'شماره موبایل شما تغییر کرد.',

  noTicketTitle: 'برای این شماره بلیتی پیدا نشد',
  noTicketHereTitle: 'این شماره برای این رویداد بلیت ندارد',
  noTicketLead: (event: string) => `شماره شما تأیید شد، ولی در فهرست «${event}» نیست.`,
  noTicketOthers: (events: number): string =>
    events === 1
      ? 'با این شماره می‌توانید به رویداد زیر وارد شوید. آن را انتخاب کنید:'
      : 'با این شماره می‌توانید به رویدادهای زیر وارد شوید. کدام را می‌خواهید؟',
  noTicketStaff: 'اگر با شماره دیگری ثبت‌نام کرده‌اید آن را بنویسید؛ وگرنه همکاران ما کمک می‌کنند.',

  lockedTitle: 'این شماره به‌طور موقت قفل شده است',
  lockedLead: 'چند بار کد نادرست وارد شد و برای امنیت شما، این شماره تا مدتی قفل است. همکاران ما می‌توانند همین حالا آن را باز کنند.',
  pausedTitle: 'کمی صبر کنید',
  pausedLead: 'این دستگاه برای چند لحظه کد تازه نمی‌فرستد. همین‌جا بمانید یا از دستگاه دیگری استفاده کنید.',
  staffNeededTitle: 'به کمک همکاران ما نیاز است',
  staffNeededLead: 'برای ادامه، یکی از همکاران ما باید قفل دستگاه را باز کند. صدایشان کنید یا به دستگاه دیگری بروید.',
  faultTitle: 'مشکلی پیش آمد',
  faultLead: 'درخواست شما انجام نشد و تقصیر شما نیست. یک بار دیگر امتحان کنید؛ اگر باز هم نشد، همکاران ما کمک می‌کنند.',
  faultReference: 'شماره پیگیری:',
  eventOverTitle: 'پذیرش این رویداد پایان یافته است',
  eventOverLead: 'این دستگاه دیگر برای این رویداد پذیرش ندارد. از همکاران ما بپرسید.',
  sessionOverTitle: 'مهلت این صفحه تمام شد',
  sessionOverLead: 'برای امنیت شما، این صفحه بسته شد. از نو شروع کنید.',
  retryIn: 'زمان باقی‌مانده تا تلاش دوباره',
  retryNow: 'اکنون می‌توانید دوباره امتحان کنید.',
  retryHours: (hours: number) => `حدود ${n(hours)} ساعت دیگر می‌توانید دوباره امتحان کنید.`,
  startOver: 'شروع دوباره',
  tryAgain: 'دوباره امتحان می‌کنم',

  outOfOrderTitle: 'این دستگاه اکنون پذیرش ندارد',
  outOfOrderLead: 'از دستگاه دیگری استفاده کنید یا از همکاران ما بپرسید.',
  startNoRoom: 'حافظه این دستگاه پر است.',
  startNotWritable: 'در پوشه داده‌های این دستگاه نمی‌توان نوشت. نام پوشه و دلیل آن در گزارش برنامه آمده است.',
  startOpenToOthers: 'دیگران هم می‌توانند داده‌های این دستگاه را بخوانند. دستور بستن آن در گزارش برنامه آمده است.',
  startSecretLost: 'کلید داده‌های این دستگاه گم شده یا عوض شده است. آن را از نسخه پشتیبان برگردانید.',
  startDamaged: 'یکی از فایل‌های این دستگاه آسیب دیده است یا خوانده نمی‌شود و نامش در گزارش برنامه آمده است. آن را از نسخه پشتیبان برگردانید.',
  startTooNew: 'داده‌های این دستگاه را نسخه تازه‌تری از برنامه نوشته است. همان نسخه را دوباره نصب کنید.',
  startLossy: 'داده‌های این دستگاه جایی است که قطع برق بخشی از آن را از بین می‌برد. پوشه‌ای روی دیسک همین دستگاه انتخاب کنید.',
  startOther: 'این دستگاه نمی‌تواند شروع به کار کند. دلیل آن در گزارش برنامه آمده است.',
  startGoesOn: 'با برطرف شدن این مشکل، دستگاه خودش به کار برمی‌گردد.',
  startAgain: 'سپس برنامه را دوباره اجرا کنید.',
  outOfOrderNoEvents: 'هنوز رویدادی برای این دستگاه آماده نشده است.',
  outOfOrderRevoked: 'اجازه کار این دستگاه پس گرفته شده است.',
  outOfOrderStaff: 'همکاران ما این دستگاه را به‌طور موقت از کار خارج کرده‌اند.',

  callStaffTitle: 'دستتان را بالا بگیرید',
  callStaffLead: 'یکی از همکاران ما به کمک شما می‌آید. اگر کسی را نزدیک خود می‌بینید، صدایش کنید.',
  callStaffUnheard: 'این دستگاه اکنون نمی‌تواند به همکاران ما خبر بدهد. دستتان را بالا نگه دارید یا کسی را صدا بزنید.',
  callStaffTold: 'همکاران ما خبردار شدند.',
  callStaffHere: 'نام این دستگاه:',
  close: 'بستن',

  idleTitle: 'هنوز اینجا هستید؟',
  idleLead: 'برای محرمانه ماندن اطلاعات شما، این صفحه به‌زودی پاک می‌شود.',
  moreTime: 'زمان بیشتری می‌خواهم',
  sessionEndsTitle: 'زمان شما رو به پایان است',
  sessionEndsLead:
    'برای امنیت شما، این صفحه فقط چند دقیقه باز می‌ماند. در زمان باقی‌مانده کارتان را تمام کنید، یا پس از آن از نو شروع کنید.',
  idleAnnounce: (seconds: number) => `صفحه ${n(seconds)} ثانیه دیگر پاک می‌شود`,

  displayOptions: 'گزینه‌های نمایش',
  textSize: 'اندازه متن',
  textNormal: 'معمولی',
  textLarge: 'بزرگ',
  textLargest: 'بزرگ‌ترین',
  highContrast: 'کنتراست زیاد',
  lowReach: 'دکمه‌ها پایین‌تر',
  sounds: 'صدا',

  staffEntry: 'ویژه همکاران: سه ثانیه نگه دارید',
  callAt: (station: string) => `درخواست کمک: ${station}`,

  linkConnecting: 'در حال وصل شدن به مرکز',
  linkOnline: 'به مرکز وصل است',
  linkGone: 'ارتباط با مرکز قطع است',
  linkOffline: 'ارتباط با مرکز قطع است؛ پذیرش ادامه دارد',
  linkRevoked: 'اجازه کار این دستگاه پس گرفته شده است',
  linkNotKnown: 'مرکز این دستگاه را نمی‌شناسد',
  linkAlone: 'این دستگاه بدون مرکز کار می‌کند',
  recordsWaiting: (count: number) => `${n(count)} مورد در صف ارسال`,
  rosterLoads: 'دریافت فهرست مهمانان',
  rosterLoading: (percent: number) => `دریافت فهرست مهمانان: ${n(percent)}٪`,
  rosterAge: (ms: number) => `فهرست مهمانان از ${span(ms)} پیش است`,
  clockAhead: (ms: number) => `ساعت این دستگاه ${span(ms)} جلو است`,
  clockBehind: (ms: number) => `ساعت این دستگاه ${span(ms)} عقب است`,
  diskIsFull: 'این دستگاه دیگر جا ندارد: مهمان‌ها را به دستگاه دیگری بفرستید',
  diskIsFullAlone: 'این دستگاه دیگر جا ندارد: فایل‌های اضافه آن را پاک کنید',
  rosterRefused: 'مرکز فهرست این دستگاه را نمی‌پذیرد',
  databaseRestored: 'اطلاعات این دستگاه از نسخه پشتیبان برگردانده شده است',

  ...staffFa,
  ...setupFa,
};

export type Messages = {
  readonly [K in keyof typeof fa]: (typeof fa)[K] extends string ? string : (typeof fa)[K];
};

export const persian: LanguageFile = {
  name: 'فارسی',
  switchTo: 'تغییر زبان به فارسی',
  dir: 'rtl',
  locale: 'fa-IR-u-ca-persian-nu-arabext',
  zero: PERSIAN_ZERO,
  comma: '، ',
  dateWords: 'long',
  letters: 'آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئ',
  nameLetters: 'ؤأء',
  halfSpaces: true,
  messages: fa,
};
