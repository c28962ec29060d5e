#include "ledger/domain/personal_data.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace loopledger {
namespace {

// All invented: whoever has one of these has it by chance.

TEST(PersonalData, IsADateThatSaysSomebodyWasBorn) {
  for (const char* text : {
           "DOB 12/03/1980",
           "dob: 12.3.80",
           "D.O.B. 12-03-1980",
           "d.o.b.: 1980-03-12",
           "D O B 1980/03/12",
           "DoB - 12 / 03 / 1980",
           "DOB=12031980",
           "DOB 19800312",
           "DOB 120380",
           "dob (12th March 1980)",
           "Date of birth: 12 March 1980",
           "date of birth is the 12th of March, 1980",
           "DATE OF BIRTH\xC2\xA0"
           "12-Mar-80",
           "birthdate 1 Sept 1980",
           "birthday: March 12, 1980",
           "his birthday is 3/12/1980",
           "the subject was born on 12 March 1980 and",
           "born 12/03/1980",
           "born on the 12th March '80",
           "Born in East Kilbride on 12/03/1980.",
           "a male (born at sea, on 29 Feb 1980)",
           "12/03/1980 (DOB)",
           "12 March 1980 dob",
           "seen on 12/03/2024; DOB 13/03/1980",
           "12/03/2024, DOB 13/03/1980",
           "\"dob\":\"1980-03-12\"",
       }) {
    EXPECT_EQ(PersonalDataIn(text), "a date of birth") << text;
  }
}

TEST(PersonalData, IsNoDateOfWhichThatIsNotSaid) {
  for (const char* text : {
           "seen on 12/03/2024",
           "1980-03-12",
           "12 March 1980",
           "from 2024-03-12T10:02:00Z to 2024-03-13",
           "DOB unknown, seen on 12/03/2024",
           "DOB withheld. On 12/03/2024 he",
           "born in 1980",
           "born in Glasgow; met others on 12/03/2024",
           "born in Glasgow. Met others on 12/03/2024",
           "the date of birth was redacted on 12/03/2024",
           "born on 12 March",
           "born on 12/13",
           "born 31/02/1980",
           "DOB 32/13/1980",
           "DOB 99/99/9999",
           "DOB 12/03-1980",
           "DOB 123456789",
           "stillborn: 3 of 12",
           "airborne on 12/03/2024",
           "DOBBIN 12/03/2024",
           "adobe 12.03.2024",
           "12/03/2024 dobsonian",
           "DOB 12",
           "DOB 1/",
           "DOB 1/2/",
           "born",
           "dob",
       }) {
    EXPECT_EQ(PersonalDataIn(text), "") << text;
  }
}

TEST(PersonalData, IsANumberOfTheHealthRegister) {
  for (const char* text : {
           "0101011237",
           "CHI 1203801122",
           "CHI:1203801122.",
           "chi=120380 1122",
           "(120 380 1122)",
           "12 03 80 1122, known",
           "CHI \xE2\x80\x9C"
           "1203801122\xE2\x80\x9D",
           "120380\xC2\xA0"
           "1122",
           "2902000014",
           "3112991230",
           "7 of 1203801122 each",
       }) {
    EXPECT_EQ(PersonalDataIn(text), "a CHI number") << text;
  }
}

TEST(PersonalData, IsNoNumberWithAnotherCheckDigitOrDate) {
  for (int digit = 0; digit < 10; ++digit) {
    const std::string text = absl::StrCat("CHI 120380112", digit);
    EXPECT_EQ(PersonalDataIn(text).empty(), digit != 2) << text;
    // For this one modulo 11 gives 10, which is no digit.
    EXPECT_EQ(PersonalDataIn(absl::StrCat("290201001", digit)), "");
  }
  for (const char* text : {
           "3201201234",     // No 32nd of a month.
           "0113201234",     // No 13th month.
           "12038011220",    // Eleven figures.
           "120380112",      // Nine.
           "1203 801122",    // Broken elsewhere.
           "120380  1122",   // By two blanks.
           "0141 496 0000",  // A telephone.
           "+441203801122",  // Another.
           "A1203801122",    // Part of an identifier.
           "x-1203801122",   // Another.
           "1203801122-4",   // Another.
           "1203801122a",    // Another.
           "3.1203801122",   // A fraction.
           "1203801122.5",   // A decimal.
           "1203801122,50",  // One of elsewhere.
           "1203801122%",    // A share.
           "https://example.org/?id=1203801122",
           "see www.example.org:1203801122",
           "550e8400-e29b-41d4-a716-446655440000",
           "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
           "CVE-2024-1203801122",
       }) {
    EXPECT_EQ(PersonalDataIn(text), "") << text;
  }
}

TEST(PersonalData, IsANumberOfThePoliceComputer) {
  for (const char* text : {
           "03/0011985X",
           "PNC 2003/0011985X",
           "PNCID:2003/0011985x,",
           "79/1234T",
           "1979/1234T.",
           "(80/123456H)",
           "20/1234567Z",
       }) {
    EXPECT_EQ(PersonalDataIn(text), "a PNC ID") << text;
  }
}

TEST(PersonalData, IsNoNumberWithAnotherCheckLetterOrYear) {
  for (char letter = 'A'; letter <= 'Z'; ++letter) {
    const std::string text = absl::StrCat("79/1234", std::string(1, letter));
    EXPECT_EQ(PersonalDataIn(text).empty(), letter != 'T') << text;
  }
  for (const char* text : {
           "1879/1234T",    // Before there was one.
           "979/1234T",     // Three figures of a year.
           "79/00001234T",  // Eight of a serial.
           "79/712J",
           "4/712J",     // Too short to be told from a door.
           "79/1234",    // No letter.
           "79/1234TT",  // Two.
           "79/1234T/2",
           "7/79/1234T",
           "79-1234T",
           "https://example.org/79/1234T",
           "T1003/001",
           "24/7",
           "2024/25",
           "1/2 of 3/4",
       }) {
    EXPECT_EQ(PersonalDataIn(text), "") << text;
  }
}

TEST(PersonalData, IsNotInOrdinaryText) {
  for (const char* text : {
           "",
           "no figures at all",
           "0",
           "1 2 3 4 5 6 7 8 9 10",
           "FICTITIOUS: a lorry was unloaded at night, 3 pallets of 40",
           "GBP 1,203,801,122 over 10 years",
           "10:02, 4 men, 2 vehicles",
           "CVE-2017-0144 and MS17-010 (T1210)",
           "192.168.10.254:8080",
           "SHA-256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca49",
           "(Citation: Mandiant APT1 2013)",
           "ISR-2026-0000017",
           "55.8642,-4.2518",
       }) {
    EXPECT_EQ(PersonalDataIn(text), "") << text;
  }
}

// Whatever is cut off or follows: no byte beyond the text is read. The
// sanitizers watch.
TEST(PersonalData, IsLookedForInEveryPieceOfAText) {
  const std::string text =
      "DOB 12th of March, 1980 CHI 12 03 80 1122 PNC 2003/0011985X 12/03/80 "
      "dob";
  for (size_t from = 0; from < text.size(); ++from) {
    for (size_t size = 0; from + size <= text.size(); ++size) {
      const std::string piece = text.substr(from, size);
      const bool whole = from == 0 && size > text.find(" CHI");
      EXPECT_FALSE(whole && PersonalDataIn(piece).empty()) << piece;
      EXPECT_TRUE(size >= 7 || PersonalDataIn(piece).empty()) << piece;
    }
  }
}

}  // namespace
}  // namespace loopledger
