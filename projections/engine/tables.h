// What a fold sees of its projection's tables.
//
// Rows are read once, changed in memory and written once a batch, however
// often they change in it; each version of a row with history is kept, one for
// each position that changed it. A change that leaves a row as it was is none.
// Rows stay at hand from batch to batch while the budget allows. Once a row
// could not be read, status() says why, rows that are not at hand read as empty
// ones, and nothing of the batch may be stored. One thread.
#ifndef PROJECTIONS_ENGINE_TABLES_H_
#define PROJECTIONS_ENGINE_TABLES_H_

#include <google/protobuf/message.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/base/check.h"
#include "ledger/log/rule.h"
#include "projections/engine/budget.h"
#include "projections/engine/lineage.h"
#include "projections/engine/projection.h"
#include "projections/engine/store.h"
#include "projections/engine/table.h"

namespace loopledger {

class Tables {
 public:
  // All of these must outlive it.
  Tables(const Projection& projection, const Store& store,
         Allowance& allowance);
  ~Tables() { allowance_.GiveBack(kept_bytes_); }
  Tables(const Tables&) = delete;
  Tables& operator=(const Tables&) = delete;

  // --- For the fold.

  // Changes the row, which is empty when it is new.
  template <typename Row, std::invocable<Row&> Changing>
  void Change(const Table<Row>& table, absl::string_view key, Changing change) {
    Entry& entry = Touch(table.number, key);
    if (entry.row == nullptr) entry.row = std::make_unique<Row>();
    change(RowOf<Row>(entry));
    NotePresence(entry);
  }

  template <typename Row>
  void Delete(const Table<Row>& table, absl::string_view key) {
    Entry& entry = Touch(table.number, key);
    entry.row.reset();
    NotePresence(entry);
  }

  // Null when there is none. Lives until the row is deleted or the record's
  // fold ends.
  template <typename Row>
  const Row* Get(const Table<Row>& table, absl::string_view key) {
    const Entry* entry = Look(table.number, key);
    if (entry != nullptr && entry->row != nullptr) return &RowOf<Row>(*entry);
    // A fold that relies on a row to be there must not trip over a bad disk.
    return read_status_.ok() ? nullptr : &Row::default_instance();
  }

  // The first key of a resident table; empty when it has no rows. Lives until
  // the record's fold ends.
  template <typename Row>
  absl::string_view FirstKey(const Table<Row>& table) const {
    return FirstResident(table.number);
  }

  // --- For the engine.

  // Loads the resident tables. Before the first fold.
  absl::Status Load();
  // What the fold changed since the last call happened at `position`.
  void EndRecord(Position position, rocksdb::WriteBatch& writes);
  // Adds each changed row to the batch.
  void EndBatch(rocksdb::WriteBatch& writes);
  // Why rows could not be read; what was folded since is worthless then.
  const absl::Status& status() const { return read_status_; }
  // Rows and absences that are kept, those of resident tables included; and
  // what those of all other tables take, roughly.
  size_t kept_rows() const;
  size_t kept_bytes() const { return kept_bytes_; }

 private:
  struct Entry {
    std::string key;
    uint8_t table = 0;
    bool touched = false;  // By the record that is being folded.
    bool dirty = false;    // Since the last batch.
    bool used = false;     // Again, since Forget.
    bool stored_present = false;
    std::unique_ptr<google::protobuf::Message> row;  // Null: absent.
    std::string bytes;   // Of the newest version; only with history.
    size_t counted = 0;  // Of kept_bytes_; resident rows are not.
    Lineage lineage;
  };
  struct Shelf {
    const TableInfo* info = nullptr;
    // By the entry's own key.
    absl::flat_hash_map<absl::string_view, std::unique_ptr<Entry>> entries;
    absl::btree_set<absl::string_view> resident;  // Keys of present rows.
  };

  template <typename Row, typename SomeEntry>
  static auto& RowOf(SomeEntry& entry) {
    CHECK(entry.row->GetDescriptor() == Row::descriptor());
    return static_cast<Row&>(*entry.row);
  }

  Shelf& ShelfOf(uint8_t table);
  Entry& Find(uint8_t table, absl::string_view key);
  // Null: absent, which is not worth an entry.
  const Entry* Look(uint8_t table, absl::string_view key);
  Entry& Touch(uint8_t table, absl::string_view key);
  absl::string_view FirstResident(uint8_t table) const;
  void NotePresence(const Entry& entry);
  void LoadEntry(const Shelf& shelf, Entry& entry);
  void Fill(const Shelf& shelf, absl::string_view value, Entry& entry);
  void EndVersion(Position position, Entry& entry, rocksdb::WriteBatch& writes);
  void WriteRow(Entry& entry, rocksdb::WriteBatch& writes);
  void Drop(Entry& entry);
  void Count(Entry& entry, size_t row_bytes);
  void Uncount(Entry& entry);
  void Forget();

  const Store& store_;
  Allowance& allowance_;
  std::array<Shelf, 256> shelves_;
  std::vector<Entry*> touched_;
  std::vector<Entry*> dirty_;
  size_t kept_bytes_ = 0;
  std::string scratch_;
  absl::Status read_status_;
};

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_TABLES_H_
