#include "projections/engine/tables.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "projections/engine/keys.h"
#include "projections/engine/slice.h"

namespace loopledger {
namespace {

// A kept row beside its key and bytes, roughly: the entry, the message, the
// map's slot.
constexpr size_t kEntryBytes = 512;

}  // namespace

Tables::Tables(const Projection& projection, const Store& store,
               Allowance& allowance)
    : store_(store), allowance_(allowance) {
  for (const TableInfo& info : projection.tables) {
    CHECK(shelves_[info.number].info == nullptr);
    shelves_[info.number].info = &info;
  }
}

Tables::Shelf& Tables::ShelfOf(uint8_t table) {
  Shelf& shelf = shelves_[table];
  CHECK(shelf.info != nullptr);
  return shelf;
}

absl::Status Tables::Load() {
  for (Shelf& shelf : shelves_) {
    if (shelf.info == nullptr || shelf.info->keep != Keep::kResident) continue;
    const std::string prefix = LatestKey(shelf.info->number, "");
    RETURN_IF_ERROR(
        store_.Scan(prefix, AfterTable(kLatestPrefix, shelf.info->number),
                    [&](absl::string_view key, absl::string_view value) {
                      auto entry = std::make_unique<Entry>();
                      entry->key = std::string(key.substr(prefix.size()));
                      entry->table = shelf.info->number;
                      Fill(shelf, value, *entry);
                      shelf.resident.insert(entry->key);
                      shelf.entries.emplace(entry->key, std::move(entry));
                      return read_status_.ok();
                    }));
  }
  return read_status_;
}

Tables::Entry& Tables::Find(uint8_t table, absl::string_view key) {
  Shelf& shelf = ShelfOf(table);
  const auto found = shelf.entries.find(key);
  if (found != shelf.entries.end()) {
    found->second->used = true;
    return *found->second;
  }
  auto made = std::make_unique<Entry>();
  Entry& entry = *made;
  entry.key = std::string(key);
  entry.table = table;
  if (shelf.info->keep != Keep::kResident) LoadEntry(shelf, entry);
  if (entry.counted == 0) Count(entry, 0);
  shelf.entries.emplace(entry.key, std::move(made));
  return entry;
}

const Tables::Entry* Tables::Look(uint8_t table, absl::string_view key) {
  const Shelf& shelf = ShelfOf(table);
  if (shelf.info->keep != Keep::kResident) return &Find(table, key);
  const auto found = shelf.entries.find(key);
  return found == shelf.entries.end() ? nullptr : found->second.get();
}

void Tables::LoadEntry(const Shelf& shelf, Entry& entry) {
  const bool history = shelf.info->keep == Keep::kHistory;
  rocksdb::PinnableSlice value;
  absl::StatusOr<bool> found =
      store_.Find(history ? CurrentKey(entry.table, entry.key)
                          : LatestKey(entry.table, entry.key),
                  value);
  if (!found.ok()) {
    read_status_.Update(std::move(found).status());
  } else if (*found) {
    Fill(shelf, AsView(value), entry);
  }
}

void Tables::Fill(const Shelf& shelf, absl::string_view value, Entry& entry) {
  bool whole = true;
  bool present = true;
  if (shelf.info->keep == Keep::kHistory) {
    whole = entry.lineage.Decode(value) && !value.empty();
    present = whole && value[0] == kPresent;
    if (whole) value.remove_prefix(1);
  }
  if (whole && present) {
    entry.row.reset(shelf.info->prototype().New());
    whole =
        entry.row->ParseFromArray(value.data(), static_cast<int>(value.size()));
    if (shelf.info->keep == Keep::kHistory) entry.bytes = std::string(value);
  }
  Count(entry, value.size());
  entry.stored_present = present;
  if (!whole) {
    read_status_.Update(absl::DataLossError(
        absl::StrCat("could not read a row of table ", shelf.info->name,
                     " in store ", store_.directory(), ": it does not parse")));
  }
}

Tables::Entry& Tables::Touch(uint8_t table, absl::string_view key) {
  Entry& entry = Find(table, key);
  if (!entry.touched) {
    entry.touched = true;
    touched_.push_back(&entry);
  }
  return entry;
}

absl::string_view Tables::FirstResident(uint8_t table) const {
  const Shelf& shelf = shelves_[table];
  CHECK(shelf.info != nullptr && shelf.info->keep == Keep::kResident);
  return shelf.resident.empty() ? absl::string_view() : *shelf.resident.begin();
}

void Tables::EndRecord(Position position, rocksdb::WriteBatch& writes) {
  for (Entry* entry : touched_) {
    entry->touched = false;
    EndVersion(position, *entry, writes);
  }
  touched_.clear();
}

void Tables::EndVersion(Position position, Entry& entry,
                        rocksdb::WriteBatch& writes) {
  Shelf& shelf = ShelfOf(entry.table);
  const bool present = entry.row != nullptr;
  if (shelf.info->keep == Keep::kHistory) {
    scratch_.clear();
    if (present) entry.row->AppendToString(&scratch_);
    if (present == entry.stored_present && scratch_ == entry.bytes) return;
    Count(entry, scratch_.size());
    std::swap(entry.bytes, scratch_);
    std::string value(1, present ? kPresent : kAbsent);
    Encode(entry.lineage.Append(position), value);
    value += entry.bytes;
    writes.Put(FeedKey(position, entry.table, entry.key), value);
  } else if (!present && !entry.stored_present && !entry.dirty) {
    return Drop(entry);  // It neither was nor is.
  }
  entry.stored_present = present;
  if (!entry.dirty) {
    entry.dirty = true;
    dirty_.push_back(&entry);
  }
}

void Tables::EndBatch(rocksdb::WriteBatch& writes) {
  // Sorted, a batch goes into the memtable in half the time.
  std::sort(dirty_.begin(), dirty_.end(), [](const Entry* a, const Entry* b) {
    return a->table != b->table ? a->table < b->table : a->key < b->key;
  });
  for (Entry* entry : dirty_) {
    entry->dirty = false;
    WriteRow(*entry, writes);
  }
  dirty_.clear();
  if (allowance_.exceeded() && kept_bytes_ > allowance_.share()) Forget();
}

void Tables::WriteRow(Entry& entry, rocksdb::WriteBatch& writes) {
  Shelf& shelf = ShelfOf(entry.table);
  if (shelf.info->keep == Keep::kHistory) {
    std::string value;
    entry.lineage.Encode(value);
    value.push_back(entry.row != nullptr ? kPresent : kAbsent);
    value += entry.bytes;
    writes.Put(CurrentKey(entry.table, entry.key), value);
    return;
  }
  if (entry.row != nullptr) {
    scratch_.clear();
    entry.row->AppendToString(&scratch_);
    Count(entry, scratch_.size());
    writes.Put(LatestKey(entry.table, entry.key), scratch_);
    return;
  }
  writes.Delete(LatestKey(entry.table, entry.key));
  Count(entry, 0);
  Drop(entry);
}

// Keeps no absence of a resident table: all its rows are at hand.
void Tables::Drop(Entry& entry) {
  Shelf& shelf = ShelfOf(entry.table);
  if (shelf.info->keep != Keep::kResident) return;
  shelf.entries.erase(shelf.entries.find(entry.key));
}

size_t Tables::kept_rows() const {
  size_t rows = 0;
  for (const Shelf& shelf : shelves_) rows += shelf.entries.size();
  return rows;
}

void Tables::NotePresence(const Entry& entry) {
  Shelf& shelf = ShelfOf(entry.table);
  if (shelf.info->keep != Keep::kResident) return;
  if (entry.row != nullptr) {
    shelf.resident.insert(entry.key);
  } else {
    shelf.resident.erase(entry.key);
  }
}

void Tables::Count(Entry& entry, size_t row_bytes) {
  if (ShelfOf(entry.table).info->keep == Keep::kResident) return;
  const size_t bytes = kEntryBytes + 2 * entry.key.size() + 3 * row_bytes;
  Uncount(entry);
  kept_bytes_ += bytes;
  allowance_.Take(bytes);
  entry.counted = bytes;
}

void Tables::Uncount(Entry& entry) {
  kept_bytes_ -= entry.counted;
  allowance_.GiveBack(entry.counted);
  entry.counted = 0;
}

// Drops the rows that nobody asked for again since the last time; all of them
// when that makes no room.
void Tables::Forget() {
  for (Shelf& shelf : shelves_) {
    if (shelf.info == nullptr || shelf.info->keep == Keep::kResident) continue;
    absl::erase_if(shelf.entries, [this](auto& kept) {
      Entry& entry = *kept.second;
      if (std::exchange(entry.used, false)) return false;
      Uncount(entry);
      return true;
    });
  }
  if (!allowance_.exceeded()) return;
  for (Shelf& shelf : shelves_) {
    if (shelf.info == nullptr || shelf.info->keep == Keep::kResident) continue;
    shelf.entries.clear();
  }
  allowance_.GiveBack(kept_bytes_);
  kept_bytes_ = 0;
}

}  // namespace loopledger
