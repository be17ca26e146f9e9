// What the pages of the organisation say, in Vietnamese. en_organisation.ts has the same in English.

import type {FindingKindJson} from 'phoihop/v1/finding_pb';
import type {RelationTypeJson, UnitKindJson, UnitLevelJson} from 'phoihop/v1/organisation_pb';
import type {LookupUnitsResponseJson, ResolveSuccessorsResponseJson} from 'phoihop/v1/organisation_service_pb';
import type {
  ConservationCheckJson, RehomingItemJson, RehomingRoleJson, ReorganisationJson, ReorganisationTypeJson,
} from 'phoihop/v1/reorganisation_pb';
import type {ReorganisationPreview_ConsequenceJson} from 'phoihop/v1/reorganisation_service_pb';
import type {DutyRoleJson, DutyStatusJson} from 'phoihop/v1/responsibility_pb';
import type {VerificationJson} from 'phoihop/v1/common_pb';

type Texts<Key extends string | undefined> = Record<NonNullable<Key>, string>;
type Outcome = NonNullable<LookupUnitsResponseJson['match']>['outcome'];

export const viOrganisation = {
  tabs: {units: 'Đơn vị', matrix: 'Chức năng', findings: 'Rà soát', reorganisations: 'Sắp xếp'},
  tabsLabel: 'Các phần của tổ chức',
  // -- Units
  search: 'Tìm đơn vị, kể cả tên cũ, tên viết tắt, mã',
  outcomes: {
    OUTCOME_UNSPECIFIED: '', OUTCOME_UNIQUE: 'Đúng một đơn vị', OUTCOME_SUCCEEDED: 'Tên cũ; công việc nay thuộc', OUTCOME_MANY: 'Có thể là',
    OUTCOME_NONE: 'Không có đơn vị nào như vậy',
  } as Texts<Outcome>,
  living: (count: number) => `${count} đơn vị đang hoạt động`,
  kinds: {
    UNIT_KIND_UNSPECIFIED: '', UNIT_KIND_PROVINCE: 'Tỉnh, thành phố', UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE: 'UBND cấp tỉnh',
    UNIT_KIND_PEOPLES_COUNCIL: 'Hội đồng nhân dân', UNIT_KIND_OFFICE: 'Văn phòng', UNIT_KIND_DEPARTMENT: 'Sở', UNIT_KIND_COMMUNE: 'Xã',
    UNIT_KIND_WARD: 'Phường', UNIT_KIND_TOWNSHIP: 'Thị trấn', UNIT_KIND_SPECIAL_ZONE: 'Đặc khu', UNIT_KIND_DISTRICT: 'Cấp huyện',
    UNIT_KIND_ARMED_FORCE: 'Lực lượng vũ trang', UNIT_KIND_PARTY_BODY: 'Cơ quan Đảng', UNIT_KIND_MASS_ORGANISATION: 'Mặt trận, đoàn thể',
    UNIT_KIND_ASSOCIATION: 'Tổ chức hội', UNIT_KIND_PUBLIC_SERVICE_UNIT: 'Đơn vị sự nghiệp', UNIT_KIND_INSPECTORATE: 'Thanh tra',
    UNIT_KIND_MANAGEMENT_BOARD: 'Ban quản lý', UNIT_KIND_PRESS: 'Cơ quan báo chí', UNIT_KIND_DIVISION: 'Phòng, ban',
    UNIT_KIND_CHANNEL: 'Kênh thông tin',
  } as Texts<UnitKindJson>,
  levels: {
    UNIT_LEVEL_UNSPECIFIED: '', UNIT_LEVEL_PROVINCE: 'cấp tỉnh', UNIT_LEVEL_DISTRICT: 'cấp huyện', UNIT_LEVEL_COMMUNE: 'cấp xã',
  } as Texts<UnitLevelJson>,
  alive: 'đang hoạt động',
  ended: (date: string) => `kết thúc ngày ${date}`,
  since: (date: string) => `từ ${date}`,
  tasksOf: 'Việc đơn vị chủ trì',
  history: 'Các tên, các thời kỳ',
  from: 'Từ ngày', to: 'Đến ngày', name: 'Tên', kind: 'Loại', basis: 'Căn cứ',
  always: 'từ trước', stillToday: 'đến nay',
  otherNames: 'Tên khác',
  codes: 'Mã',
  relations: 'Quan hệ',
  relationTypes: {
    RELATION_TYPE_UNSPECIFIED: '', RELATION_TYPE_ADMINISTRATIVE_PARENT: 'Trực thuộc', RELATION_TYPE_PROFESSIONAL_LINE: 'Ngành dọc',
    RELATION_TYPE_PARTY_LINE: 'Lãnh đạo về Đảng', RELATION_TYPE_TERRITORIAL: 'Địa bàn',
  } as Texts<RelationTypeJson>,
  successors: 'Ai giữ công việc hiện nay',
  successorOutcomes: {
    OUTCOME_UNSPECIFIED: '', OUTCOME_UNIQUE: 'Một đơn vị giữ tất cả', OUTCOME_MANY: 'Nhiều đơn vị giữ, mỗi đơn vị một phần',
    OUTCOME_NONE: 'Không có đơn vị kế thừa', OUTCOME_AMBIGUOUS: 'Dữ liệu mâu thuẫn: cần người xem lại',
  } as Texts<ResolveSuccessorsResponseJson['outcome']>,
  people: 'Người của đơn vị',
  noPeople: 'Chưa ghi nhận ai.',
  duties: 'Chức năng, nhiệm vụ',
  noDuties: 'Chưa ghi nhận chức năng nào.',
  lineage: 'Từ đâu mà có, thành những gì',
  lineageHint: 'Trái sang phải theo thời gian. Bấm một ô để mở đơn vị đó.',
  lineageCut: 'Quá nhiều đơn vị: chỉ vẽ một phần.',
  thisUnit: 'đơn vị này',
  steps: 'Từng lần sắp xếp',
  // -- The matrix
  matrixTitle: 'Ai làm gì: chức năng và đơn vị',
  asOf: (date: string) => `Theo quy định ngày ${date}`,
  searchFunctions: 'Tìm chức năng',
  onlyUnit: 'Chỉ đơn vị',
  asTable: 'Bảng', asList: 'Danh sách', shape: 'Cách xem',
  functionColumn: 'Chức năng',
  noFunctions: 'Không có chức năng nào như vậy.',
  dutyRoles: {
    DUTY_ROLE_UNSPECIFIED: '', DUTY_ROLE_LEAD: 'Chủ trì', DUTY_ROLE_COORDINATE: 'Phối hợp', DUTY_ROLE_ADVISE: 'Tham mưu',
    DUTY_ROLE_APPROVE: 'Phê duyệt', DUTY_ROLE_MONITOR: 'Giám sát', DUTY_ROLE_RECEIVE_REPORT: 'Nhận báo cáo', DUTY_ROLE_INFORMED: 'Để biết',
  } as Texts<DutyRoleJson>,
  dutyMarks: {
    DUTY_ROLE_UNSPECIFIED: '', DUTY_ROLE_LEAD: 'CT', DUTY_ROLE_COORDINATE: 'PH', DUTY_ROLE_ADVISE: 'TM', DUTY_ROLE_APPROVE: 'PD',
    DUTY_ROLE_MONITOR: 'GS', DUTY_ROLE_RECEIVE_REPORT: 'NB', DUTY_ROLE_INFORMED: 'ĐB',
  } as Texts<DutyRoleJson>,
  dutyStates: {
    DUTY_STATUS_UNSPECIFIED: '', DUTY_STATUS_REGULATED: '', DUTY_STATUS_ILLUSTRATIVE: 'minh họa', DUTY_STATUS_REPORTED: 'theo báo cáo',
  } as Texts<DutyStatusJson>,
  notAlive: 'không còn hoạt động',
  nobodyLeads: 'chưa ai chủ trì',
  illustrativeMark: 'dấu * là phương án minh họa, chưa có văn bản',
  // -- Findings
  findingsTitle: 'Rà soát: bỏ sót, chồng chéo',
  allKinds: 'Tất cả',
  findingKinds: {
    FINDING_KIND_UNSPECIFIED: '', FINDING_KIND_GAP: 'Bỏ sót', FINDING_KIND_OVERLAP: 'Chồng chéo', FINDING_KIND_DANGLING: 'Giao cho đơn vị không còn',
    FINDING_KIND_LEVEL_MISMATCH: 'Giao cho cấp đã bỏ', FINDING_KIND_BASIS_EXPIRED: 'Căn cứ hết hiệu lực',
    FINDING_KIND_BASIS_TEMPORARY: 'Căn cứ áp dụng tạm thời', FINDING_KIND_ROLE_CONFLICT: 'Tự phê duyệt, tự giám sát',
    FINDING_KIND_UNASSIGNED_ITEM: 'Mục kế hoạch chưa có ai', FINDING_KIND_DUPLICATE_ITEM: 'Mục kế hoạch trùng nhau',
    FINDING_KIND_NO_RESULT_MEASURE: 'Không đo được kết quả',
  } as Texts<FindingKindJson>,
  whichFindings: 'Loại phát hiện',
  remedy: 'Cách xử lý',
  nothingFound: 'Không phát hiện gì.',
  showWaived: 'Cả những điều đã chấp nhận có căn cứ',
  waived: (reason: string) => `Đã chấp nhận: ${reason}`,
  waive: 'Chấp nhận có căn cứ',
  waiveOf: (text: string) => `Chấp nhận có căn cứ: ${text}`,
  waiveReason: 'Vì sao chấp nhận',
  waiveBasis: 'Căn cứ (số, ký hiệu văn bản)',
  waiveUntil: 'Đến hết ngày (bỏ trống: đến khi hủy)',
  waiveDone: 'Đã ghi nhận',
  verifications: {
    VERIFICATION_UNSPECIFIED: '', VERIFICATION_VERIFIED: 'dữ liệu đã kiểm chứng', VERIFICATION_VERIFIED_IN_PART: 'dữ liệu kiểm chứng một phần',
    VERIFICATION_UNVERIFIED: 'dữ liệu chưa kiểm chứng', VERIFICATION_ILLUSTRATIVE: 'dữ liệu minh họa',
  } as Texts<VerificationJson>,
  // -- Reorganisations
  reorganisationsTitle: 'Sắp xếp tổ chức',
  searchReorganisations: 'Tìm theo tên, căn cứ, đơn vị',
  which: 'Trạng thái',
  groups: {all: 'Tất cả', going: 'Đang làm', draft: 'Chưa thực hiện', done: 'Đã xong'},
  noReorganisations: 'Không có lần sắp xếp nào như vậy.',
  types: {
    REORGANISATION_TYPE_UNSPECIFIED: '', REORGANISATION_TYPE_CREATE: 'Thành lập', REORGANISATION_TYPE_RENAME: 'Đổi tên',
    REORGANISATION_TYPE_RETYPE: 'Đổi loại', REORGANISATION_TYPE_RENUMBER: 'Đổi mã', REORGANISATION_TYPE_REPARENT: 'Đổi cấp trên',
    REORGANISATION_TYPE_MERGE: 'Sáp nhập', REORGANISATION_TYPE_SPLIT: 'Chia, tách', REORGANISATION_TYPE_PARTIAL_TRANSFER: 'Chuyển một phần',
    REORGANISATION_TYPE_ABOLISH: 'Giải thể', REORGANISATION_TYPE_END_MEMBERSHIP: 'Thôi làm ở đơn vị', REORGANISATION_TYPE_END_POST: 'Bỏ chức danh',
  } as Texts<ReorganisationTypeJson>,
  states: {
    STATE_UNSPECIFIED: '', STATE_VERIFIED: 'Đã xong, đã kiểm tra', STATE_DRAFT: 'Dự thảo', STATE_PREVIEWED: 'Đã xem trước',
    STATE_APPROVED: 'Đã phê duyệt', STATE_EXECUTING: 'Đang chuyển việc', STATE_HELD: 'Chờ người xử lý', STATE_UNDOING: 'Đang hoàn tác',
    STATE_ANNULLED: 'Đã hủy',
  } as Texts<ReorganisationJson['state']>,
  effective: (date: string) => `hiệu lực ${date}`,
  moves: 'Chuyển từ đâu đến đâu',
  drafter: 'Người soạn', approver: 'Người phê duyệt',
  previewTitle: 'Sẽ làm gì với việc đang mở',
  previewAgain: 'Xem trước ngay bây giờ',
  previewHint: 'Chỉ xem: không thay đổi gì.',
  totalItems: (count: number) => `${count} việc, phần việc bị ảnh hưởng`,
  nothingAffected: 'Không có việc đang mở nào bị ảnh hưởng.',
  consequences: 'Hệ quả cần biết',
  consequenceKinds: {
    KIND_UNSPECIFIED: '', KIND_GAP: 'Bỏ sót', KIND_OVERLAP: 'Chồng chéo', KIND_DUPLICATE: 'Trùng việc', KIND_MEMBERSHIP_ENDS: 'Người mất chỗ',
    KIND_SET_NAMES_CLOSED_UNIT: 'Nhóm còn tên đơn vị cũ',
  } as Texts<ReorganisationPreview_ConsequenceJson['kind']>,
  progressTitle: 'Tiến độ chuyển việc',
  progress: (done: number, all: number) => `${done}/${all} đã có kết quả`,
  waiting: (count: number) => `${count} chờ người quyết định`,
  failed: (count: number) => `${count} lỗi`,
  paused: 'Đang tạm dừng.',
  checks: {
    KIND_UNSPECIFIED: '', KIND_EVERY_ITEM_HAS_ONE_OUTCOME: 'Mỗi việc có đúng một kết quả', KIND_NOTHING_WITH_CLOSED_UNIT: 'Không việc nào còn ở đơn vị cũ',
    KIND_ONE_LIVE_LEAD: 'Mỗi việc có đúng một đơn vị chủ trì đang hoạt động', KIND_BUDGET_CONSERVED: 'Thời gian còn lại được giữ nguyên',
    KIND_PLAN_COUNTS_UNCHANGED: 'Số mục của kế hoạch không đổi', KIND_NO_FAILURE: 'Không việc nào chuyển lỗi',
  } as Texts<ConservationCheckJson['kind']>,
  holds: 'đúng', doesNotHold: 'chưa đúng',
  expectedFound: (expected: string, found: string) => `cần ${expected}, thấy ${found}`,
  itemsTitle: 'Từng việc',
  itemStates: {
    STATE_UNSPECIFIED: '', STATE_DONE: 'xong', STATE_WAITING: 'chờ người quyết định', STATE_FAILED: 'lỗi', STATE_UNDONE: 'đã trả về',
    STATE_UNDO_WAITING: 'chờ người xem khi hoàn tác',
  } as Texts<RehomingItemJson['state']>,
  outcomesOfItems: {
    OUTCOME_UNSPECIFIED: '', OUTCOME_MOVE: 'Chuyển', OUTCOME_MERGE_ROLE: 'Gộp vai', OUTCOME_SPLIT: 'Chia', OUTCOME_KEEP: 'Giữ nguyên',
    OUTCOME_CLOSE: 'Đóng', OUTCOME_MANUAL: 'Người quyết định',
  } as Texts<RehomingItemJson['outcome']>,
  itemKinds: {
    KIND_UNSPECIFIED: '', KIND_TASK: 'Việc', KIND_HANDOFF: 'Bàn giao', KIND_PLAN_ITEM: 'Mục kế hoạch', KIND_DUTY: 'Chức năng',
  } as Texts<RehomingItemJson['kind']>,
  roles: {
    REHOMING_ROLE_UNSPECIFIED: '', REHOMING_ROLE_LEAD: 'chủ trì', REHOMING_ROLE_COORDINATOR: 'phối hợp', REHOMING_ROLE_ISSUER: 'nơi giao',
    REHOMING_ROLE_APPROVER: 'phê duyệt', REHOMING_ROLE_ASSIGNEE: 'người làm', REHOMING_ROLE_HANDOFF_SENDER: 'bên giao',
    REHOMING_ROLE_HANDOFF_RECEIVER: 'bên nhận', REHOMING_ROLE_HOLDER: 'giữ chức năng', REHOMING_ROLE_PROPOSED: 'được đề nghị',
  } as Texts<RehomingRoleJson>,
  onlyWaiting: 'Chỉ việc chờ người',
  decide: 'Chọn đơn vị nhận',
  decideOf: (title: string) => `Chọn đơn vị nhận: ${title}`,
  receiver: 'Đơn vị nhận',
  otherReceiver: 'Đơn vị khác',
  chooseReceiver: 'Hãy chọn đơn vị nhận.',
  decideBasis: 'Căn cứ (số, ký hiệu văn bản)',
  decided: 'Đã chuyển cho đơn vị được chọn',
  count: 'Số lượng', outcome: 'Kết quả', what: 'Cái gì',
  more: 'Xem thêm',
};

export type OrganisationWords = typeof viOrganisation;
