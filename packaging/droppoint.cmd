@echo off
rem Runs droppoint on Windows: its own runtime where there is one, else JAVA_HOME, else java on the PATH (17 or newer).
setlocal
set "dp_home=%~dp0.."
set "dp_java=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "dp_java=%JAVA_HOME%\bin\java.exe"
if exist "%dp_home%\runtime\bin\java.exe" set "dp_java=%dp_home%\runtime\bin\java.exe"

rem Reports are UTF-8: the console's code page is set to it for the time being.
for /f "tokens=2 delims=:" %%p in ('chcp') do set "dp_page=%%p"
chcp 65001 >nul
"%dp_java%" -XX:+UseSerialGC -XX:-UsePerfData -Dfile.encoding=UTF-8 -Djava.awt.headless=true -jar "%dp_home%\app\droppoint.jar" %*
set "dp_status=%ERRORLEVEL%"
if defined dp_page chcp %dp_page: =% >nul
exit /b %dp_status%
