; The installer for Windows: for the user who runs it, without an administrator's rights.
; installers/windows.py compiles it with VERSION, SOURCE, TARGET, ICON, LICENCE and KIB defined.

Unicode true
ManifestDPIAware true
ManifestSupportedOS all
RequestExecutionLevel user
SetCompressor /SOLID lzma
Name "desktop-lm"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\desktop-lm"
InstallDirRegKey HKCU "Software\desktop-lm" "Folder"

!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "FileFunc.nsh"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\desktop-lm"
!define CLASSES "Software\Classes"
; Where platformdirs puts what users write; see desktop_lm/paths.py.
!define DATA "$LOCALAPPDATA\desktop-lm"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\desktop-lm.exe"
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "desktop-lm"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "desktop-lm installer"
VIAddVersionKey /LANG=0 "LegalCopyright" "Apache License 2.0"

LangString Running ${LANG_ENGLISH} "desktop-lm is running. Close it, then go on."
LangString Running ${LANG_GERMAN} "desktop-lm läuft gerade. Beenden Sie es, dann geht es weiter."
LangString NotOurs ${LANG_ENGLISH} "This folder has other files in it. Choose an empty or a new one."
LangString NotOurs ${LANG_GERMAN} "In diesem Ordner liegen andere Dateien. Wählen Sie einen leeren oder neuen."
LangString AskModels ${LANG_ENGLISH} "Delete the models that you imported or downloaded as well?"
LangString AskModels ${LANG_GERMAN} "Auch die Modelle löschen, die Sie importiert oder heruntergeladen haben?"
LangString AskHistory ${LANG_ENGLISH} "Delete your conversations and settings as well? They cannot be brought back."
LangString AskHistory ${LANG_GERMAN} "Auch Ihre Unterhaltungen und Einstellungen löschen? Sie sind dann endgültig weg."

; A running program's file cannot be opened for writing.
!macro WaitUntilClosed
    ${Do}
        ClearErrors
        ${IfNot} ${FileExists} "$INSTDIR\desktop-lm.exe"
            ${ExitDo}
        ${EndIf}
        FileOpen $0 "$INSTDIR\desktop-lm.exe" a
        ${IfNot} ${Errors}
            FileClose $0
            ${ExitDo}
        ${EndIf}
        MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDRETRY +2
        Abort
    ${Loop}
!macroend

Section
    ; Our own folder is emptied before: files of an older version would stay otherwise. A folder with
    ; somebody else's files in it is left alone.
    ${If} ${FileExists} "$INSTDIR\*.*"
        ${If} ${FileExists} "$INSTDIR\desktop-lm.exe"
            !insertmacro WaitUntilClosed
            RMDir /r "$INSTDIR\_internal"
        ${Else}
            ${DirState} "$INSTDIR" $0
            ${If} $0 = 1
                MessageBox MB_OK|MB_ICONSTOP "$(NotOurs)" /SD IDOK
                Abort
            ${EndIf}
        ${EndIf}
    ${EndIf}

    SetOutPath "$INSTDIR"
    File /r "${SOURCE}\*.*"
    WriteUninstaller "$INSTDIR\uninstall.exe"

    CreateShortcut "$SMPROGRAMS\desktop-lm.lnk" "$INSTDIR\desktop-lm.exe"
    WriteRegStr HKCU "Software\desktop-lm" "Folder" "$INSTDIR"

    ; A GGUF file may be opened with it; what opens one by default is not changed.
    WriteRegStr HKCU "${CLASSES}\desktop-lm.gguf" "" "GGUF language model"
    WriteRegStr HKCU "${CLASSES}\desktop-lm.gguf\DefaultIcon" "" "$INSTDIR\desktop-lm.exe,0"
    WriteRegStr HKCU "${CLASSES}\desktop-lm.gguf\shell\open\command" "" '"$INSTDIR\desktop-lm.exe" "%1"'
    WriteRegStr HKCU "${CLASSES}\.gguf\OpenWithProgids" "desktop-lm.gguf" ""
    System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)"

    WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "desktop-lm"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\desktop-lm.exe"
    WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${KIB}
    WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

Section "Uninstall"
    !insertmacro WaitUntilClosed
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\desktop-lm.exe"
    Delete "$INSTDIR\desktop-lm-cli.exe"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\desktop-lm.lnk"
    DeleteRegKey HKCU "${CLASSES}\desktop-lm.gguf"
    DeleteRegValue HKCU "${CLASSES}\.gguf\OpenWithProgids" "desktop-lm.gguf"
    DeleteRegKey HKCU "${UNINSTALL}"
    DeleteRegKey HKCU "Software\desktop-lm"
    System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)"

    ; What a person wrote and fetched stays unless that person says otherwise; a silent uninstall asks
    ; nobody and deletes nothing of it.
    ${If} ${FileExists} "${DATA}\models\*.*"
        MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(AskModels)" /SD IDNO IDNO +2
        RMDir /r "${DATA}\models"
    ${EndIf}
    ${If} ${FileExists} "${DATA}\*.*"
        MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(AskHistory)" /SD IDNO IDNO history_stays
        ; The models were asked about above: they stay where they are still there.
        FindFirst $1 $2 "${DATA}\*.*"
        ${DoWhile} $2 != ""
            ${If} $2 != "."
            ${AndIf} $2 != ".."
            ${AndIf} $2 != "models"
                RMDir /r "${DATA}\$2"
                Delete "${DATA}\$2"
            ${EndIf}
            FindNext $1 $2
        ${Loop}
        FindClose $1
        RMDir "${DATA}"
        history_stays:
    ${EndIf}
SectionEnd
